/*
 * expect_run.c - do expectations hold?  Whenever one is met while somebody wants to know.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "heap/inspect.h"
#include "scenario/expect_words.h"
#include "scenario/run.h"

#define LIST_MAX 4096 /* longest list that is compared */

struct trial {
	const struct run *run;
	const struct heap *heap;
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
	run_tell(trial->run, NOTICE_FAILED, trial->place, NULL, text);
}

static void try_uint(const struct trial *trial, const char *subject, const char *field,
		     const char *text, uint64_t is)
{
	uint64_t expected;

	if (text && expect_uint(text, &expected) && expected != is)
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
	const struct names *names = &trial->run->names;
	uint32_t index = names_find(names, key);
	const struct name_entry *entry = names_entry(names, index);
	char is[64] = "freed";

	if (index && name_is_live(entry))
		spell_place(trial->heap, names_block(names, entry), false, is, sizeof is);
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
	expect_place(expect->at, 2, at);
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

	expect_uint(expect->index, &index);
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

	expect_uint(expect->size, &size);
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
			 expect_counter(counter->name)->value(&totals, trial->heap->control));
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

static void try_blocks(const struct trial *trial, const struct instr *instr)
{
	const struct step_expect *expect = instr->of.expect;

	for (uint32_t i = 0; i < expect->blocks_count; i++) {
		name_key key = 0;

		run_spell(trial->run, instr, &instr->names[i], &key);
		try_block(trial, &expect->blocks[i], key);
	}
}

void expect_run(const struct run *run, const struct instr *instr)
{
	const struct step_expect *expect = instr->of.expect;
	struct trial trial = {run, run->heap, instr->place};

	try_blocks(&trial, instr);
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
