/*
 * expect_form.c - is the form of an expectation right?  Once, when it is compiled.
 */
#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "heap/findings.h"
#include "heap/inspect.h"
#include "heap/step.h"
#include "scenario/expect_words.h"
#include "scenario/script.h"

struct form_check {
	const struct locate *locate;
	struct diag_list *diags;
	const char *path;
};

__attribute__((format(printf, 4, 5))) static void
wrong(const struct form_check *form, const char *what, const char *hint, const char *format, ...)
{
	char path[2400], message[300];
	struct diag_place place = DIAG_WHOLE_FILE;
	va_list args;

	snprintf(path, sizeof path, "%s.%s", form->path, what);
	if (!diag_is_full(form->diags)) /* as in place_of() */
		place = locate_value(form->locate, path);
	va_start(args, format);
	vsnprintf(message, sizeof message, format, args);
	va_end(args);
	diag_add(form->diags, DIAG_ERROR, place, hint, "%s", message);
}

static void need_uint(const struct form_check *form, const char *what, const char *text)
{
	uint64_t value;

	if (text && !expect_uint(text, &value))
		wrong(form, what,
		      strchr(text, '$')         ? "what is expected cannot depend on a counter"
		      : strstr(what, "freeblock") ? "an offset such as 48, or none"
						  : "for example 3",
		      "'%s' is not a number", text);
}

static void need_place(const struct form_check *form, const char *what, const char *text, int parts)
{
	uint64_t place[3];

	if (!text)
		wrong(form, what, parts == 2 ? "as in at: 0:3" : "as in 0:3:48",
		      "a place is missing here");
	else if (!expect_place(text, parts, place))
		wrong(form, what, parts == 2 ? "as in 0:3" : "as in 0:3:48",
		      "'%s' is not a place (%s)", text,
		      parts == 2 ? "arena:pool" : "arena:pool:offset");
}

static void need_word(const struct form_check *form, const char *what, const char *text,
		      const char *const *words, int count)
{
	char hint[200];
	struct str out = str_init(hint, sizeof hint);

	if (!text || expect_word(text, words, count) >= 0)
		return;
	str_add(&out, "it can be");
	for (int i = 0; i < count; i++)
		str_printf(&out, "%s %s", i ? "," : "", words[i]);
	wrong(form, what, hint, "unknown state '%s'", text);
}

static void need_uints(const struct form_check *form, const char *what, char **texts,
		       uint32_t count)
{
	char path[128];

	for (uint32_t i = 0; i < count; i++) {
		snprintf(path, sizeof path, "%s[%u]", what, i);
		need_uint(form, path, texts[i]);
	}
}

static void check_pool_form(const struct form_check *form, const struct expect_pool *pool,
			    uint32_t i)
{
	char what[64];

#define AT(key) (snprintf(what, sizeof what, "pools[%u]." key, i), what)
	need_place(form, AT("at"), pool->at, 2);
	need_word(form, AT("state"), pool->state, pool_state_names, POOL_STATE_COUNT);
	need_uint(form, AT("szidx"), pool->szidx);
	need_uint(form, AT("block_size"), pool->block_size);
	need_uint(form, AT("used"), pool->used);
	if (pool->freeblock && strcmp(pool->freeblock, "none") != 0)
		need_uint(form, AT("freeblock"), pool->freeblock);
	need_uint(form, AT("nextoffset"), pool->nextoffset);
	need_uint(form, AT("maxnextoffset"), pool->maxnextoffset);
	need_uints(form, AT("free_list"), pool->free_list, pool->free_list_count);
#undef AT
}

static void check_arena_form(const struct form_check *form, const struct expect_arena *arena,
			     uint32_t i)
{
	char what[64];

#define AT(key) (snprintf(what, sizeof what, "arenas[%u]." key, i), what)
	if (!arena->index)
		wrong(form, AT("index"), "for example index: 0", "an arena needs its index");
	need_uint(form, AT("index"), arena->index);
	need_word(form, AT("state"), arena->state, arena_state_names, ARENA_STATE_COUNT);
	need_uint(form, AT("nfreepools"), arena->nfreepools);
	need_uint(form, AT("ntotalpools"), arena->ntotalpools);
	need_uints(form, AT("freepools"), arena->freepools, arena->freepools_count);
#undef AT
}

/* -- words from a list ----------------------------------------------------------------------- */

#define LISTED_MAX 64
#define LISTED_BYTES 32

/* What a word can be, spelled as scenarios spell it. */
struct listed {
	const char *noun;
	char names[LISTED_MAX][LISTED_BYTES];
	size_t count;
};

static void list_add(struct listed *list, const char *name)
{
	char *copy = list->names[list->count++];

	snprintf(copy, LISTED_BYTES, "%s", name);
	for (; *copy; copy++)
		*copy = (char)tolower((unsigned char)*copy);
}

/* Whether [name] has one of the words of [text]: arena_gone, arena_release. */
static bool shares_word(const char *text, const char *name)
{
	size_t length;

	for (; *text; text += length + (text[length] == '_')) {
		char word[LISTED_BYTES];

		length = strcspn(text, "_");
		snprintf(word, sizeof word, "%.*s", (int)length, text);
		if (length > 2 && strcasestr(name, word))
			return true;
	}
	return false;
}

/* The nearest; else those that share a word with it; else all. */
static void suggest_listed(struct str *hint, const char *text, const struct listed *list)
{
	const char *names[LISTED_MAX], *nearest;
	size_t shared = 0;

	for (size_t i = 0; i < list->count; i++) {
		names[i] = list->names[i];
		shared += shares_word(text, names[i]);
	}
	nearest = diag_nearest(text, names, list->count);
	if (nearest) {
		str_printf(hint, "did you mean '%s'?", nearest);
		return;
	}
	str_add(hint, shared ? "similar names:" : "it can be");
	for (size_t i = 0; i < list->count; i++)
		if (!shared || shares_word(text, names[i]))
			str_printf(hint, " %s,", names[i]);
	hint->text[--hint->length] = '\0';
}

static void need_listed(const struct form_check *form, const char *what, const char *text,
			const struct listed *list)
{
	char words[1200];
	struct str hint = str_init(words, sizeof words);

	for (size_t i = 0; i < list->count; i++)
		if (strcasecmp(text, list->names[i]) == 0)
			return;
	suggest_listed(&hint, text, list);
	wrong(form, what, words, "unknown %s '%s'", list->noun, text);
}

static void check_names(const struct form_check *form, const struct step_expect *expect)
{
	struct listed steps = {.noun = "kind of step"}, findings = {.noun = "kind of finding"};
	char what[64];

	static_assert(STEP_KIND_COUNT <= LISTED_MAX && FINDING_KIND_COUNT <= LISTED_MAX,
		      "the lists have no room");
	for (int k = 0; k < STEP_KIND_COUNT; k++)
		if (!step_is_recorded((enum step_kind)k))
			list_add(&steps, step_name((enum step_kind)k));
	for (int k = 0; k < FINDING_KIND_COUNT; k++)
		list_add(&findings, finding_name((enum finding_kind)k));
	for (uint32_t i = 0; i < expect->steps_count; i++) {
		snprintf(what, sizeof what, "steps[%u]", i);
		need_listed(form, what, expect->steps[i], &steps);
	}
	for (uint32_t i = 0; i < expect->findings_count; i++) {
		snprintf(what, sizeof what, "findings[%u]", i);
		need_listed(form, what, expect->findings[i], &findings);
	}
}

static void check_counters(const struct form_check *form, const struct step_expect *expect)
{
	struct listed names = {.noun = "counter"};
	char what[48];

	for (size_t i = 0; i < expect_counter_count && i < LISTED_MAX; i++)
		list_add(&names, expect_counters[i].name);
	for (uint32_t i = 0; i < expect->counters_count; i++) {
		snprintf(what, sizeof what, "counters[%u].name", i);
		need_listed(form, what, expect->counters[i].name, &names);
		snprintf(what, sizeof what, "counters[%u].value", i);
		need_uint(form, what, expect->counters[i].value);
	}
}

static void check_lists(const struct form_check *form, const struct step_expect *expect)
{
	char what[64];

	for (uint32_t i = 0; i < expect->usedpools_count; i++) {
		const struct expect_usedpools *list = &expect->usedpools[i];

		snprintf(what, sizeof what, "usedpools[%u].size", i);
		if (!list->size)
			wrong(form, what, "for example size: 16",
			      "usedpools needs the size of a request");
		need_uint(form, what, list->size);
		for (uint32_t k = 0; k < list->pools_count; k++) {
			snprintf(what, sizeof what, "usedpools[%u].pools[%u]", i, k);
			need_place(form, what, list->pools[k], 2);
		}
	}
	need_uints(form, "usable_arenas", expect->usable_arenas, expect->usable_arenas_count);
}

/* Lists that may be there without an entry say that there is none; these would say nothing. */
static void check_not_empty(const struct form_check *form, const struct step_expect *expect)
{
	const struct {
		const char *key;
		const void *items;
		uint32_t count;
	} lists[] = {
		{"blocks", expect->blocks, expect->blocks_count},
		{"pools", expect->pools, expect->pools_count},
		{"arenas", expect->arenas, expect->arenas_count},
		{"usedpools", expect->usedpools, expect->usedpools_count},
		{"counters", expect->counters, expect->counters_count},
		{"steps", expect->steps, expect->steps_count},
	};

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (lists[i].items && lists[i].count == 0)
			wrong(form, lists[i].key, "say what must hold, or leave it out",
			      "'%s' is empty: it expects nothing", lists[i].key);
}

void expect_check(const struct step_expect *expect, const char *path,
		  const struct locate *locate, struct diag_list *diags)
{
	struct form_check form = {.locate = locate, .diags = diags, .path = path};
	char what[48];

	for (uint32_t i = 0; i < expect->blocks_count; i++) {
		const struct expect_block *block = &expect->blocks[i];

		snprintf(what, sizeof what, "blocks[%u].at", i);
		if (!expect_special_place(block->at))
			need_place(&form, what, block->at, 3);
	}
	for (uint32_t i = 0; i < expect->pools_count; i++)
		check_pool_form(&form, &expect->pools[i], i);
	for (uint32_t i = 0; i < expect->arenas_count; i++)
		check_arena_form(&form, &expect->arenas[i], i);
	check_not_empty(&form, expect);
	check_lists(&form, expect);
	check_counters(&form, expect);
	check_names(&form, expect);
}
