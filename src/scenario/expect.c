/*
 * expect.c - expectations: is their form right (once, when compiled), and do they
 * hold (whenever they are met while somebody wants to know)?
 *
 * Both use the same parsers below, so what is accepted is what is understood.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "heap/inspect.h"
#include "scenario/script.h"

#define LIST_MAX 4096 /* longest list that is compared */

struct counter {
	const char *name;
	uint64_t (*value)(const struct heap_totals *t, const struct heap_control *c);
};

/* One function a counter, from the list. */
#define COUNTER_LINE_(line, expression)                                                            \
	static uint64_t counter_##line(const struct heap_totals *t, const struct heap_control *c)  \
	{                                                                                          \
		(void)t;                                                                           \
		(void)c;                                                                           \
		return expression;                                                                 \
	}
#define COUNTER_LINE(line, expression) COUNTER_LINE_(line, expression)
#define COUNTER(name, expression) COUNTER_LINE(__LINE__, expression)
#include "scenario/counters.def"
#undef COUNTER

#define COUNTER_NAME_(name, line) {name, counter_##line},
#define COUNTER_NAME(name, line) COUNTER_NAME_(name, line)
#define COUNTER(name, expression) COUNTER_NAME(name, __LINE__)
static const struct counter counters[] = {
#include "scenario/counters.def"
};
#undef COUNTER

#define COUNTERS (sizeof counters / sizeof *counters)

/* -- parsers: false = not understood ------------------------------------------------------ */

static bool parse_uint(const char *text, uint64_t *value)
{
	struct scope none = {0};
	struct expr_error error = {0};
	struct expr expr;

	return expr_parse(text, &none, &expr, &error) && expr.constant &&
	       expr_eval(&expr, NULL, value);
}

/* arena:pool or arena:pool:offset, [parts] of them. */
static bool parse_place(const char *text, int parts, uint64_t out[3])
{
	for (int i = 0; i < parts; i++) {
		char *end;

		if (*text < '0' || *text > '9')
			return false;
		out[i] = strtoull(text, &end, 10);
		if (*end != (i + 1 < parts ? ':' : '\0'))
			return false;
		text = end + 1;
	}
	return true;
}

static int parse_word(const char *text, const char *const *words, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(text, words[i]) == 0)
			return i;
	return -1;
}

static const struct counter *find_counter(const char *name)
{
	for (size_t i = 0; i < COUNTERS; i++)
		if (strcmp(counters[i].name, name) == 0)
			return &counters[i];
	return NULL;
}

/* Instead of arena:pool:offset. */
static const char *const special_places[] = {"system", "freed", "null"};
#define SPECIAL_PLACES (int)(sizeof special_places / sizeof *special_places)

/* -- form ------------------------------------------------------------------------------------ */

struct form {
	const struct locate *locate;
	struct diag_list *diags;
	const char *path;
};

__attribute__((format(printf, 4, 5))) static void wrong(const struct form *form, const char *what,
							const char *hint, const char *format, ...)
{
	char path[2400], message[300];
	va_list args;

	snprintf(path, sizeof path, "%s.%s", form->path, what);
	va_start(args, format);
	vsnprintf(message, sizeof message, format, args);
	va_end(args);
	diag_add(form->diags, DIAG_ERROR, locate_value(form->locate, path), hint, "%s", message);
}

static void need_uint(const struct form *form, const char *what, const char *text)
{
	uint64_t value;

	if (text && !parse_uint(text, &value))
		wrong(form, what, NULL, "'%s' is not a number", text);
}

static void need_place(const struct form *form, const char *what, const char *text, int parts)
{
	uint64_t place[3];

	if (!text)
		wrong(form, what, NULL, "a place is missing here");
	else if (!parse_place(text, parts, place))
		wrong(form, what, parts == 2 ? "as in 0:3" : "as in 0:3:48",
		      "'%s' is not a place (%s)", text,
		      parts == 2 ? "arena:pool" : "arena:pool:offset");
}

static void need_word(const struct form *form, const char *what, const char *text,
		      const char *const *words, int count)
{
	char hint[200];
	struct str out = str_init(hint, sizeof hint);

	if (!text || parse_word(text, words, count) >= 0)
		return;
	str_add(&out, "it can be");
	for (int i = 0; i < count; i++)
		str_printf(&out, "%s %s", i ? "," : "", words[i]);
	wrong(form, what, hint, "unknown state '%s'", text);
}

static void need_uints(const struct form *form, const char *what, char **texts, uint32_t count)
{
	char path[128];

	for (uint32_t i = 0; i < count; i++) {
		snprintf(path, sizeof path, "%s[%u]", what, i);
		need_uint(form, path, texts[i]);
	}
}

static void check_pool_form(const struct form *form, const struct expect_pool *pool, uint32_t i)
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

static void check_arena_form(const struct form *form, const struct expect_arena *arena, uint32_t i)
{
	char what[64];

#define AT(key) (snprintf(what, sizeof what, "arenas[%u]." key, i), what)
	if (!arena->index)
		wrong(form, AT("index"), NULL, "an arena needs its index");
	need_uint(form, AT("index"), arena->index);
	need_word(form, AT("state"), arena->state, arena_state_names, ARENA_STATE_COUNT);
	need_uint(form, AT("nfreepools"), arena->nfreepools);
	need_uint(form, AT("ntotalpools"), arena->ntotalpools);
	need_uints(form, AT("freepools"), arena->freepools, arena->freepools_count);
#undef AT
}

static void check_names(const struct form *form, const struct step_expect *expect)
{
	enum finding_kind finding;
	enum step_kind kind;
	char what[64];

	for (uint32_t i = 0; i < expect->steps_count; i++) {
		snprintf(what, sizeof what, "steps[%u]", i);
		if (!step_find(expect->steps[i], &kind))
			wrong(form, what, "their names are in src/heap/steps.def",
			      "unknown kind of step '%s'", expect->steps[i]);
	}
	for (uint32_t i = 0; i < expect->findings_count; i++) {
		snprintf(what, sizeof what, "findings[%u]", i);
		if (!finding_find(expect->findings[i], &finding))
			wrong(form, what, NULL, "unknown kind of finding '%s'", expect->findings[i]);
	}
}

static void check_counters(const struct form *form, const struct step_expect *expect)
{
	const char *names[COUNTERS], *nearest;
	char what[48], hint[100];

	for (size_t i = 0; i < COUNTERS; i++)
		names[i] = counters[i].name;
	for (uint32_t i = 0; i < expect->counters_count; i++) {
		const struct expect_counter *counter = &expect->counters[i];

		snprintf(what, sizeof what, "counters[%u].name", i);
		nearest = diag_nearest(counter->name, names, COUNTERS);
		snprintf(hint, sizeof hint, "did you mean '%s'?", nearest ? nearest : "");
		if (!find_counter(counter->name))
			wrong(form, what, nearest ? hint : NULL, "unknown counter '%s'",
			      counter->name);
		snprintf(what, sizeof what, "counters[%u].value", i);
		need_uint(form, what, counter->value);
	}
}

static void check_lists(const struct form *form, const struct step_expect *expect)
{
	char what[64];

	for (uint32_t i = 0; i < expect->usedpools_count; i++) {
		const struct expect_usedpools *list = &expect->usedpools[i];

		snprintf(what, sizeof what, "usedpools[%u].size", i);
		if (!list->size)
			wrong(form, what, NULL, "usedpools needs the size of a request");
		need_uint(form, what, list->size);
		for (uint32_t k = 0; k < list->pools_count; k++) {
			snprintf(what, sizeof what, "usedpools[%u].pools[%u]", i, k);
			need_place(form, what, list->pools[k], 2);
		}
	}
	need_uints(form, "usable_arenas", expect->usable_arenas, expect->usable_arenas_count);
}

void expect_check(const struct step_expect *expect, const char *path,
		  const struct locate *locate, struct diag_list *diags)
{
	struct form form = {.locate = locate, .diags = diags, .path = path};
	char what[48];

	for (uint32_t i = 0; i < expect->blocks_count; i++) {
		const struct expect_block *block = &expect->blocks[i];

		snprintf(what, sizeof what, "blocks[%u].at", i);
		if (parse_word(block->at, special_places, SPECIAL_PLACES) < 0)
			need_place(&form, what, block->at, 3);
	}
	for (uint32_t i = 0; i < expect->pools_count; i++)
		check_pool_form(&form, &expect->pools[i], i);
	for (uint32_t i = 0; i < expect->arenas_count; i++)
		check_arena_form(&form, &expect->arenas[i], i);
	check_lists(&form, expect);
	check_counters(&form, expect);
	check_names(&form, expect);
}

/* -- do they hold? --------------------------------------------------------------------------- */

struct trial {
	const struct heap *heap;
	const struct names *names;
	struct notices *notices;
	struct diag_place place; /* of the part being looked at */
};

__attribute__((format(printf, 2, 3))) static void failed(const struct trial *trial,
							 const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	notices_add(trial->notices, NOTICE_FAILED, trial->place, NULL, "%s", text);
}

static void try_uint(const struct trial *trial, const char *subject, const char *field,
		     const char *text, uint64_t is)
{
	uint64_t expected;

	if (text && parse_uint(text, &expected) && expected != is)
		failed(trial, "%s: %s is %" PRIu64 ", expected %" PRIu64, subject, field, is,
		       expected);
}

static void try_word(const struct trial *trial, const char *subject, const char *text,
		     const char *is)
{
	if (text && strcmp(text, is) != 0)
		failed(trial, "%s is %s, expected %s", subject, is, text);
}

static void spell_place(const struct heap *heap, addr where, bool pool, char *text, size_t bytes)
{
	struct place place = heap_place(heap, where);

	if (place.kind == PLACE_SYSTEM)
		snprintf(text, bytes, "system");
	else if (place.kind == PLACE_NULL)
		snprintf(text, bytes, "null");
	else if (place.kind != PLACE_BLOCK)
		snprintf(text, bytes, "nowhere");
	else if (pool)
		snprintf(text, bytes, "%" PRIu64 ":%u", place.slot, place.pool);
	else
		snprintf(text, bytes, "%" PRIu64 ":%u:%u", place.slot, place.pool, place.offset);
}

static void try_block(const struct trial *trial, const struct expect_block *block, name_key key)
{
	uint32_t index = names_find(trial->names, key);
	const struct name_entry *entry = names_entry(trial->names, index);
	char is[64] = "freed";

	if (index && name_is_live(entry))
		spell_place(trial->heap, names_block(trial->names, entry), false, is, sizeof is);
	if (strcmp(is, block->at) != 0)
		failed(trial, "block %s is %s%s, expected %s", block->name,
		       is[0] >= '0' && is[0] <= '9' ? "at " : "", is, block->at);
}

/* A list as it is, spelled the way scenarios spell it. */
struct spelled {
	char (*items)[32]; /* owned */
	addr *members;     /* owned; what they were spelled from */
	size_t count;
};

static struct spelled spelled_new(void)
{
	return (struct spelled){.items = mem_zero(LIST_MAX, sizeof(char[32])),
				.members = mem_zero(LIST_MAX, sizeof(addr))};
}

/* Compare, report, free. */
static void try_list(const struct trial *trial, const char *subject, char **expected,
		     uint32_t expected_count, struct spelled *list)
{
	char (*is)[32] = list->items;
	size_t count = list->count;
	char text[300], wanted[300];
	struct str a = str_init(text, sizeof text), b = str_init(wanted, sizeof wanted);
	bool same = count == expected_count;

	for (size_t i = 0; same && i < count; i++)
		same = strcmp(is[i], expected[i]) == 0;
	for (size_t i = 0; !same && i < count && !a.cut; i++)
		str_printf(&a, "%s%s", i ? ", " : "", is[i]);
	for (size_t i = 0; !same && i < expected_count && !b.cut; i++)
		str_printf(&b, "%s%s", i ? ", " : "", expected[i]);
	if (!same)
		failed(trial, "%s is [%s], expected [%s]", subject, text, wanted);
	free(list->items);
	free(list->members);
}

static void try_free_list(const struct trial *trial, const char *subject,
			  const struct expect_pool *expect, const struct pool_info *pool)
{
	struct spelled list;
	char what[80];

	if (!expect->free_list)
		return;
	list = spelled_new();
	list.count = heap_free_list(trial->heap, pool, list.members, LIST_MAX);
	for (size_t i = 0; i < list.count; i++)
		snprintf(list.items[i], sizeof list.items[i], "%" PRIu64,
			 list.members[i] - pool->address);
	snprintf(what, sizeof what, "%s: free_list", subject);
	try_list(trial, what, expect->free_list, expect->free_list_count, &list);
}

static void try_pool(const struct trial *trial, const struct expect_pool *expect)
{
	uint64_t at[3] = {0};
	struct pool_info pool;
	char subject[48];

	snprintf(subject, sizeof subject, "pool %.30s", expect->at);
	parse_place(expect->at, 2, at);
	if (at[1] > UINT32_MAX || !heap_pool(trial->heap, at[0], (uint32_t)at[1], &pool)) {
		failed(trial, "%s does not exist", subject);
		return;
	}
	try_word(trial, subject, expect->state, pool_state_names[pool.state]);
	try_uint(trial, subject, "szidx", expect->szidx, pool.szidx);
	try_uint(trial, subject, "block_size", expect->block_size, pool.block_size);
	try_uint(trial, subject, "ref.count", expect->used, pool.used);
	try_uint(trial, subject, "nextoffset", expect->nextoffset, pool.nextoffset);
	try_uint(trial, subject, "maxnextoffset", expect->maxnextoffset, pool.maxnextoffset);
	if (expect->freeblock && strcmp(expect->freeblock, "none") == 0) {
		if (pool.freeblock)
			failed(trial, "%s: freeblock is not NULL", subject);
	} else if (expect->freeblock && !pool.freeblock) {
		failed(trial, "%s: freeblock is NULL, expected %s", subject, expect->freeblock);
	} else {
		try_uint(trial, subject, "freeblock", expect->freeblock,
			 pool.freeblock - pool.address);
	}
	try_free_list(trial, subject, expect, &pool);
}

static void try_arena(const struct trial *trial, const struct expect_arena *expect)
{
	struct arena_info arena;
	struct spelled list;
	uint64_t index = 0;
	char subject[48];

	parse_uint(expect->index, &index);
	snprintf(subject, sizeof subject, "arena %" PRIu64, index);
	if (!heap_arena(trial->heap, index, &arena)) {
		failed(trial, "%s does not exist", subject);
		return;
	}
	try_word(trial, subject, expect->state, arena_state_names[arena.state]);
	try_uint(trial, subject, "nfreepools", expect->nfreepools, arena.nfreepools);
	try_uint(trial, subject, "ntotalpools", expect->ntotalpools, arena.ntotalpools);
	if (!expect->freepools)
		return;
	list = spelled_new();
	list.count = heap_freepools(trial->heap, index, list.members, LIST_MAX);
	for (size_t i = 0; i < list.count; i++)
		snprintf(list.items[i], sizeof list.items[i], "%u",
			 heap_place(trial->heap, list.members[i]).pool);
	snprintf(subject, sizeof subject, "arena %" PRIu64 ": freepools", index);
	try_list(trial, subject, expect->freepools, expect->freepools_count, &list);
}

static void try_usedpools(const struct trial *trial, const struct expect_usedpools *expect)
{
	struct spelled list;
	uint64_t size = 0;
	uint32_t szidx;
	char subject[48];

	parse_uint(expect->size, &size);
	if (size == 0 || size > trial->heap->model->small_request_threshold) {
		failed(trial, "no size class serves %" PRIu64 " bytes", size);
		return;
	}
	szidx = model_szidx(trial->heap->model, size);
	snprintf(subject, sizeof subject, "usedpools[%u]", szidx);
	list = spelled_new();
	list.count = heap_usedpools(trial->heap, szidx, list.members, LIST_MAX);
	for (size_t i = 0; i < list.count; i++)
		spell_place(trial->heap, list.members[i], true, list.items[i], sizeof list.items[i]);
	try_list(trial, subject, expect->pools, expect->pools_count, &list);
}

static void try_usable_arenas(const struct trial *trial, const struct step_expect *expect)
{
	struct spelled list;

	if (!expect->usable_arenas)
		return;
	list = spelled_new();
	list.count = heap_usable_arenas(trial->heap, list.members, LIST_MAX);
	for (size_t i = 0; i < list.count; i++)
		snprintf(list.items[i], sizeof list.items[i], "%" PRIu64, list.members[i]);
	try_list(trial, "usable_arenas", expect->usable_arenas, expect->usable_arenas_count, &list);
}

static void try_counters(const struct trial *trial, const struct step_expect *expect)
{
	struct heap_totals totals;

	if (expect->counters_count == 0)
		return;
	heap_sum(trial->heap, &totals);
	for (uint32_t i = 0; i < expect->counters_count; i++) {
		const struct expect_counter *counter = &expect->counters[i];

		try_uint(trial, "counters", counter->name, counter->value,
			 find_counter(counter->name)->value(&totals, trial->heap->control));
	}
}

/* The kinds of step since the last expectation that asked. */
static void try_steps(const struct trial *trial, const struct step_expect *expect)
{
	struct step_log *log = trial->heap->log;
	enum step_kind kind;

	if (expect->steps_count == 0 || !log)
		return;
	for (uint32_t i = 0; i < expect->steps_count; i++)
		if (step_find(expect->steps[i], &kind) && !step_seen(log, kind))
			failed(trial, "step %s has not happened", expect->steps[i]);
	memset(log->seen, 0, sizeof log->seen);
}

static uint64_t found_now(const struct trial *trial)
{
	struct findings findings = {0};
	uint64_t kinds = trial->heap->control->misuse;

	heap_check(trial->heap, CHECK_REST, &findings);
	for (size_t i = 0; i < findings.count; i++)
		kinds |= UINT64_C(1) << findings.items[i].kind;
	return kinds;
}

static void try_findings(const struct trial *trial, const struct step_expect *expect)
{
	uint64_t found, expected = 0;
	enum finding_kind kind;

	if (!expect->findings)
		return;
	found = found_now(trial);
	for (uint32_t i = 0; i < expect->findings_count; i++)
		if (finding_find(expect->findings[i], &kind))
			expected |= UINT64_C(1) << kind;
	for (int k = 0; k < FINDING_KIND_COUNT; k++) {
		if ((found ^ expected) >> k & 1)
			failed(trial, "finding %s %s", finding_name((enum finding_kind)k),
			       found >> k & 1 ? "was not expected" : "has not been made");
	}
}

void expect_run(const struct instr *instr, const name_key keys[], const struct heap *heap,
		const struct names *names, struct notices *notices)
{
	const struct step_expect *expect = instr->of.expect;
	struct trial trial = {heap, names, notices, instr->place};

	for (uint32_t i = 0; i < expect->blocks_count; i++)
		try_block(&trial, &expect->blocks[i], keys[i]);
	for (uint32_t i = 0; i < expect->pools_count; i++) {
		trial.place = expect->pools[i].place;
		try_pool(&trial, &expect->pools[i]);
	}
	for (uint32_t i = 0; i < expect->arenas_count; i++) {
		trial.place = expect->arenas[i].place;
		try_arena(&trial, &expect->arenas[i]);
	}
	for (uint32_t i = 0; i < expect->usedpools_count; i++) {
		trial.place = expect->usedpools[i].place;
		try_usedpools(&trial, &expect->usedpools[i]);
	}
	trial.place = instr->place;
	try_usable_arenas(&trial, expect);
	try_counters(&trial, expect);
	try_steps(&trial, expect);
	try_findings(&trial, expect);
}
