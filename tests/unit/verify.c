/*
 * verify.c - recordings made up by one engine are judged by another: equal as they are,
 * different as soon as anything in them is changed.
 */
#include <check.h>

#include "base/array.h"
#include "heap/stats.h"
#include "replay/verify.h"
#include "scale.h"
#include "suite.h"

#include "process.h" /* has a heap of its own: behind what knows others */

static struct verify_result judge(struct recording *recording, const struct model *replayed)
{
	struct verify_result result;

	ck_assert(verify_recording(recording, replayed, &result));
	return result;
}

static struct verify_result verify(const struct model *recorded, const struct model *replayed)
{
	struct recording *recording = record(recorded);
	struct verify_result result = judge(recording, replayed);

	recording_close(recording);
	return result;
}

/* -- tests ---------------------------------------------------------------------------- */

#define MODELS 15 /* the toy, the last, is for scenarios; recordings of it replay like all */
#define VARIANTS (2 * MODELS)

static const struct model *model_of(int variant)
{
	return model_at((size_t)variant / 2);
}

static void run_variant(int variant, uint64_t seed)
{
	run_process(model_of(variant), variant % 2 ? ARENAS_PAGE : ARENAS_ALIGNED, seed);
}

START_TEST(what_an_engine_did_is_what_it_does)
{
	int variant = scaled_pick(_i, VARIANTS);
	uint64_t in_pools = 0, in_system = 0;
	struct verify_result result;

	run_variant(variant, 1);
	result = verify(model_of(variant), NULL);
	must(result.differences == 0, "call %u: %s\n%s", (unsigned)result.first.call,
	     difference_words[result.first.kind], result.first.text);
	ck_assert_uint_eq(result.calls, CALLS);
	for (size_t i = 0; i < events.count; i++)
		if (trace_is_call(events.items[i].kind) && events.items[i].kind != TRACE_FREE)
			*(events.items[i].where < SYSTEM_BASE ? &in_pools : &in_system) += 1;
	ck_assert_uint_eq(result.in_pools, in_pools);
	ck_assert_uint_eq(result.in_system, in_system);
	ck_assert_uint_eq(result.arenas_obtained, heap.control->ntimes_arena_allocated);
	ck_assert_uint_eq(result.arenas_obtained - result.arenas_returned,
			  heap.control->narenas_currently_allocated);
	ck_assert(result.exited);
}
END_TEST

START_TEST(debug_hooks_move_and_lengthen_blocks)
{
	extra = _i ? 32 : 24;
	run_process(model_find("cpython-3.11"), ARENAS_PAGE, 3);
	ck_assert_uint_eq(verify(model_find("cpython-3.11"), NULL).differences, 0);
	extra = 0;
	ck_assert_uint_eq(verify(model_find("cpython-3.11"), NULL).differences, 1);
}
END_TEST

/* The [n]th event of a kind from a place on. */
static struct trace_event *find(enum trace_kind kind, size_t from)
{
	while (from < events.count && events.items[from].kind != kind)
		from++;
	must(from < events.count, "no such event");
	return &events.items[from];
}

START_TEST(one_altered_address_is_found)
{
	int round = scaled_pick(_i, 2 * VARIANTS);
	struct chance chance = {(uint64_t)round};
	struct trace_event *event;
	struct verify_result result;

	run_variant(round % VARIANTS, 7);
	do
		event = find(TRACE_MALLOC, chance_below(&chance, events.count - 100));
	while (event->size > model_of(round % VARIANTS)->small_request_threshold);
	event->where += 16;
	result = verify(model_of(round % VARIANTS), NULL);
	ck_assert_uint_eq(result.differences, 1);
	ck_assert_int_eq(result.first.event.kind, TRACE_MALLOC);
	ck_assert_uint_eq(result.first.got, event->where);
	must(result.first.kind == DIFFERENCE_PLACE || result.first.kind == DIFFERENCE_NOT_POOL, "%s",
	     difference_words[result.first.kind]);
}
END_TEST

/* While the heap grows: a pool that is emptied soon afterwards forgets what it was. */
START_TEST(one_dropped_call_is_found)
{
	static const enum trace_kind kinds[] = {TRACE_MALLOC, TRACE_FREE};
	int round = scaled_pick(_i, 2 * VARIANTS);
	struct chance chance = {(uint64_t)round};
	struct trace_event *event;
	size_t at;

	run_variant(round % VARIANTS, 11);
	do
		event = find(kinds[round % 2], chance_below(&chance, events.count / 5));
	while (event->size > model_of(round % VARIANTS)->small_request_threshold ||
	       (event->kind == TRACE_FREE && event->old >= SYSTEM_BASE));
	at = (size_t)(event - events.items);
	memmove(event, event + 1, (--events.count - at) * sizeof *event);
	ck_assert_uint_eq(verify(model_of(round % VARIANTS), NULL).differences, 1);
}
END_TEST

START_TEST(a_dropped_arena_is_found)
{
	enum trace_kind kind = _i % 2 ? TRACE_ARENA : TRACE_ARENA_FREE;
	struct trace_event *event;

	run_process(model_find("cpython-3.8"), ARENAS_ALIGNED, 5);
	event = find(kind, 0);
	memmove(event, event + 1, (size_t)(&events.items[--events.count] - event) * sizeof *event);
	ck_assert_uint_eq(verify(model_find("cpython-3.8"), NULL).differences, 1);
}
END_TEST

/* A model places as another one exactly if they have the same letter. */
START_TEST(a_wrong_model_is_found)
{
	const struct model *recorded = model_at((size_t)_i);
	struct recording *recording;

	run_process(recorded, ARENAS_PAGE, 2);
	recording = record(recorded);
	for (size_t i = 0; i < MODELS; i++) {
		const struct model *replayed = model_at(i);
		struct verify_result result = judge(recording, replayed);

		must((result.differences == 0) == (recorded->behaviour == replayed->behaviour),
		     "%s as %s: %s", recorded->name, replayed->name,
		     difference_words[result.first.kind]);
	}
	recording_close(recording);
}
END_TEST

/* -- arenas that the system refuses ----------------------------------------------------- */

/* At the very beginning, in the middle, and again at the end. */
static const uint32_t refusals[][2] = {{0, 500}, {3000, 9000}, {31000, 40000}};

static void run_refused(const struct model *model, int when)
{
	refused_from = refusals[when][0];
	refused_to = refusals[when][1];
	run_process(model, ARENAS_PAGE, 5);
	if (heap.arena_size < 2u << 20) /* which lasts a long time */
		ck_assert_uint_gt(heap.control->narenas_refused, 1);
}

START_TEST(what_the_system_refuses_the_engine_does_not_get)
{
	int round = scaled_pick(_i, 2 * MODELS * 3);
	const struct model *model = model_at((size_t)round / 2 % MODELS);
	struct verify_result result;

	tells_refusals = round % 2;
	run_refused(model, round / 2 / MODELS);
	result = verify(model, NULL);
	must(result.differences == 0, "call %u: %s\n%s", (unsigned)result.first.call,
	     difference_words[result.first.kind], result.first.text);
	ck_assert_uint_eq(result.arenas_obtained, heap.control->ntimes_arena_allocated);
}
END_TEST

/* A recording that tells refusals has to tell this one, too. */
START_TEST(a_dropped_refusal_is_found)
{
	struct trace_event *event;

	tells_refusals = true;
	run_refused(model_find("cpython-3.11"), 1);
	event = find(TRACE_ARENA, 0);
	while (event->where != 0)
		event = find(TRACE_ARENA, (size_t)(event - events.items) + 1);
	memmove(event, event + 1, (size_t)(&events.items[--events.count] - event) * sizeof *event);
	ck_assert_int_eq(verify(model_find("cpython-3.11"), NULL).first.kind, DIFFERENCE_NO_ARENA);
}
END_TEST

/* ... unless there was no memory for the table of arenas: then nobody is asked. */
START_TEST(a_table_that_cannot_grow_asks_nobody)
{
	tells_refusals = true;
	run_refused(model_find("cpython-3.11"), 0);
	for (size_t i = 0; i < events.count && i < 500; i++) {
		if (events.items[i].kind != TRACE_ARENA || events.items[i].where != 0)
			continue;
		memmove(&events.items[i], &events.items[i + 1],
			(--events.count - i) * sizeof *events.items);
		i--;
	}
	ck_assert_uint_eq(verify(model_find("cpython-3.11"), NULL).differences, 0);
}
END_TEST

/* -- calls that fail -------------------------------------------------------------------- */

static void insert(size_t at, struct trace_event event)
{
	array_push(&events, event);
	memmove(&events.items[at + 1], &events.items[at],
		(events.count - 1 - at) * sizeof *events.items);
	events.items[at] = event;
	if (trace_is_call(event.kind))
		events.items[events.count - 1].size++; /* of the process's calls, see run_process */
}

static struct trace_event failed(enum trace_kind kind, uint64_t size, uint64_t old)
{
	return (struct trace_event){.kind = kind, .size = size, .count = 1, .old = old};
}

START_TEST(a_call_fails_only_where_the_system_refuses)
{
	const struct model *model = model_find("cpython-3.11");
	size_t first;

	tells_refusals = true;
	run_process(model, ARENAS_PAGE, 5);
	first = (size_t)(find(TRACE_ARENA, 0) - events.items);
	/* Large ones fail when they like; so does what needs an arena and gets none. */
	insert(first, failed(TRACE_MALLOC, 100, 0));
	insert(first, failed(TRACE_ARENA, heap.arena_size, 0));
	insert(first, failed(TRACE_MALLOC, 4000, 0));
	insert(first, failed(TRACE_CALLOC, UINT64_MAX / 2 + 1, 0));
	ck_assert_uint_eq(verify(model, NULL).differences, 0);
	ck_assert_uint_eq(verify(model, NULL).failed, 3);
	/* There is an arena now. */
	insert(events.count - 1, failed(TRACE_MALLOC, 100, 0));
	ck_assert_int_eq(verify(model, NULL).first.kind, DIFFERENCE_FAILED);
}
END_TEST

START_TEST(a_failed_realloc_is_judged_too)
{
	const struct model *model = model_find("cpython-3.11");
	const struct trace_event *last;
	size_t at;

	tells_refusals = true;
	run_process(model, ARENAS_PAGE, 5);
	for (at = events.count - 1; events.items[at].kind != TRACE_MALLOC ||
				    events.items[at].size > 500; at--)
		;
	last = &events.items[at];
	insert(at + 1, failed(TRACE_REALLOC, _i ? 600 : last->size, last->where));
	ck_assert_int_eq(verify(model, NULL).first.kind, _i ? DIFFERENCE_NONE : DIFFERENCE_FAILED);
}
END_TEST

/* -- what is no arena of pymalloc's ------------------------------------------------------- */

#define FOREIGN (MOVED + (UINT64_C(1) << 40)) /* stacks of frames, say */

static void add_foreign(size_t at, enum trace_kind kind, uint64_t number)
{
	insert(at, (struct trace_event){.kind = kind,
					.where = FOREIGN + number * heap.arena_size,
					.size = heap.arena_size,
					.count = 1});
}

/* Several before one call, before, behind and between those that are, and back again. */
START_TEST(foreign_memory_of_an_arenas_size_is_no_arena)
{
	int variant = scaled_pick(_i, VARIANTS);
	const struct model *model = model_of(variant);
	struct verify_result result;
	uint64_t number = 0;

	run_variant(variant, 5);
	for (size_t i = 0; i < events.count; i++) {
		if (events.items[i].kind != TRACE_ARENA)
			continue;
		for (int n = 0; n < 3; n++)
			add_foreign(i++, TRACE_ARENA, number++);
		add_foreign(++i, TRACE_ARENA, number++);
		add_foreign(i++, TRACE_ARENA_FREE, number - 2);
	}
	for (size_t i = 10000; i < events.count; i += 10000)
		add_foreign(i, i / 10000 % 2 ? TRACE_ARENA : TRACE_ARENA_FREE, UINT64_C(1) << 16);
	result = verify(model, NULL);
	must(result.differences == 0, "call %u: %s\n%s", (unsigned)result.first.call,
	     difference_words[result.first.kind], result.first.text);
	ck_assert_uint_eq(result.arenas_obtained, heap.control->ntimes_arena_allocated);
	ck_assert_uint_eq(result.arenas_returned, heap.control->ntimes_arena_allocated -
							  heap.control->narenas_currently_allocated);
}
END_TEST

/* An arena that only the interpreter gives back, and one that only it obtains. */
START_TEST(an_arena_that_goes_without_reason_is_found)
{
	const struct model *model = model_find("cpython-3.11");
	struct trace_event arena;

	run_process(model, ARENAS_PAGE, 5);
	arena = *find(TRACE_ARENA, 0);
	arena.kind = TRACE_ARENA_FREE;
	insert(events.count - 2, arena);
	ck_assert_int_eq(verify(model, NULL).first.kind, DIFFERENCE_NOT_RELEASED);
}
END_TEST

START_TEST(an_arena_that_only_the_interpreter_needs_is_found)
{
	const struct model *model = model_find("cpython-3.11");
	struct trace_event *event;

	run_process(model, ARENAS_PAGE, 5);
	event = find(TRACE_MALLOC, 100);
	event->where = FOREIGN + 4096 + POOL_OVERHEAD;
	add_foreign((size_t)(event - events.items), TRACE_ARENA, 0);
	ck_assert_int_eq(verify(model, NULL).first.kind, DIFFERENCE_NOT_OBTAINED);
}
END_TEST

/* -- what only shows when it is looked for ------------------------------------------------ */

#define AWAY (SYSTEM_BASE - (UINT64_C(16) << 20)) /* a block of the system of its own */

static void add_away(void)
{
	insert(events.count - 1, (struct trace_event){.kind = TRACE_MALLOC, .where = AWAY,
						      .size = 4000, .count = 1});
}

/* A block of a pool, the last, that is still in use when the process ends. */
static const struct trace_event *last_block(void)
{
	for (size_t i = events.count; i-- > 0;) {
		const struct trace_event *event = &events.items[i];
		bool is_given_up = false;

		if (event->kind != TRACE_MALLOC || event->size < 100 || event->size > 512)
			continue;
		for (size_t k = i + 1; k < events.count; k++)
			is_given_up |= events.items[k].old == event->where;
		if (!is_given_up)
			return event;
	}
	ck_abort_msg("no such block");
	return NULL;
}

static enum difference verdict_with(enum trace_kind kind, uint64_t old)
{
	const struct model *model = model_find("cpython-3.11");

	insert(events.count - 1, failed(kind, 40, old));
	if (kind == TRACE_REALLOC)
		events.items[events.count - 2].where = old;
	return verify(model, NULL).first.kind;
}

/* As the last call of all, where nothing comes of it any more. */
START_TEST(a_last_free_of_no_block_is_found)
{
	enum trace_kind kind = _i ? TRACE_REALLOC : TRACE_FREE;
	uint64_t where, pool;

	run_process(model_find("cpython-3.11"), ARENAS_PAGE, 5);
	events.count = 10000; /* while much is alive */
	add(TRACE_EXIT, 0, 0, 1, 0);
	for (size_t i = 0; i < events.count; i++)
		events.items[events.count - 1].size += trace_is_call(events.items[i].kind);
	add_away();
	where = last_block()->where;
	pool = where & ~(uint64_t)(heap.pool_size - 1);
	ck_assert_int_eq(verdict_with(kind, where + 16), DIFFERENCE_INSIDE);
	events.items[events.count - 2].old = where + 8;
	ck_assert_int_eq(verify(model_find("cpython-3.11"), NULL).first.kind, DIFFERENCE_INSIDE);
	events.items[events.count - 2].old = pool + 16;
	ck_assert_int_eq(verify(model_find("cpython-3.11"), NULL).first.kind, DIFFERENCE_NO_BLOCK);
	events.items[events.count - 2].old = AWAY + 1024;
	ck_assert_int_eq(verify(model_find("cpython-3.11"), NULL).first.kind, DIFFERENCE_INSIDE);
	/* A block once, and once more. */
	events.items[events.count - 2].kind = TRACE_FREE;
	events.items[events.count - 2].old = where;
	ck_assert_uint_eq(verify(model_find("cpython-3.11"), NULL).differences, 0);
	ck_assert_int_eq(verdict_with(kind, where), DIFFERENCE_FREED);
}
END_TEST

START_TEST(blocks_of_the_system_do_not_overlap)
{
	const struct model *model = model_find("cpython-3.11");
	/* At its end, its beginning, around it, and into an arena; then where there is room. */
	const uint64_t wheres[] = {AWAY + 3992, AWAY - 592, AWAY - (UINT64_C(1) << 20), 0,
				   AWAY + 4000, AWAY - 600, AWAY - (UINT64_C(1) << 20) - 8};
	const enum difference kinds[] = {DIFFERENCE_SYSTEM_OVER, DIFFERENCE_SYSTEM_OVER,
					 DIFFERENCE_SYSTEM_OVER, DIFFERENCE_NOT_SYSTEM,
					 DIFFERENCE_NONE, DIFFERENCE_NONE, DIFFERENCE_NONE};
	struct trace_event block = {.kind = TRACE_MALLOC, .count = 1, .size = 600};

	run_process(model, ARENAS_PAGE, 5);
	add_away();
	block.where = _i == 3 ? find(TRACE_ARENA, 0)->where - 592 : wheres[_i];
	if (_i == 2 || _i == 6)
		block.size = (UINT64_C(1) << 20) + 8;
	insert(events.count - 1, block);
	ck_assert_int_eq(verify(model, NULL).first.kind, kinds[_i]);
}
END_TEST

START_TEST(an_arena_is_not_obtained_over_a_block_of_the_system)
{
	const struct model *model = model_find("cpython-3.11");
	const struct trace_event *arena;
	struct trace_event block = {.kind = TRACE_MALLOC, .size = 4096, .count = 1};

	run_process(model, ARENAS_PAGE, 5);
	arena = find(TRACE_ARENA, 100);
	block.where = arena->where + 8192;
	insert(0, block);
	ck_assert_int_eq(verify(model, NULL).first.kind, DIFFERENCE_OVERLAP);
}
END_TEST

START_TEST(the_number_of_calls_is_compared)
{
	struct verify_result result;

	run_process(model_find("cpython-3.11"), ARENAS_PAGE, 5);
	events.items[events.count - 1].size += _i ? 1 : UINT64_MAX;
	result = verify(model_find("cpython-3.11"), NULL);
	ck_assert_uint_eq(result.differences, 1);
	ck_assert_int_eq(result.first.kind, DIFFERENCE_CALLS);
	ck_assert_ptr_nonnull(strstr(result.first.text, "  recorded:        60000\n"));
	ck_assert(result.exited);
}
END_TEST

/* -- interpreters side by side ------------------------------------------------------------ */

#define INTERPRETERS 300u
#define FEW 2000u /* events of each */
#define APART (UINT64_C(1) << 34)

static void add_interpreter(uint64_t number)
{
	add(TRACE_INTERPRETER, 0, number, 1, 0);
}

/* The first events of one process as those of several, from event [from] on; [shift]: where. */
static void repeat(const struct trace_event *few, size_t from, size_t to, uint64_t shift)
{
	for (size_t i = from; i < to; i++) {
		struct trace_event event = few[i];

		event.where += event.where ? shift : 0;
		event.old += event.old ? shift : 0;
		array_push(&events, event);
	}
}

static struct trace_event *few_events(void)
{
	struct trace_event *few = calloc(FEW, sizeof *few);

	ck_assert_ptr_nonnull(few);
	run_process(model_find("cpython-3.12"), ARENAS_PAGE, 5);
	memcpy(few, events.items, FEW * sizeof *few);
	events.count = 0;
	return few;
}

static void are_equal(uint64_t interpreters)
{
	struct verify_result result = verify(model_find("cpython-3.12"), NULL);

	must(result.differences == 0, "call %u: %s\n%s", (unsigned)result.first.call,
	     difference_words[result.first.kind], result.first.text);
	ck_assert_uint_eq(result.interpreters, interpreters);
}

START_TEST(hundreds_of_interpreters_live_side_by_side)
{
	struct trace_event *few = few_events();
	size_t last;

	for (uint32_t half = 0; half < 2; half++)
		for (uint64_t k = 0; k < INTERPRETERS; k++) {
			add_interpreter(7 * k);
			repeat(few, half * FEW / 2, (half + 1) * FEW / 2, k * APART);
		}
	are_equal(INTERPRETERS);
	/* Each is judged by itself. */
	for (last = events.count - 1; events.items[last].kind != TRACE_MALLOC ||
				      events.items[last].size > 512; last--)
		;
	events.items[last].where += 16;
	ck_assert_uint_eq(verify(model_find("cpython-3.12"), NULL).differences, 1);
	free(few);
}
END_TEST

/* One after the other, where the one before was; the first gives their arenas back for them. */
START_TEST(interpreters_come_and_go)
{
	struct trace_event *few = few_events(), arena = {0};
	struct verify_result result;

	for (size_t i = 0; i < FEW; i++)
		if (few[i].kind == TRACE_ARENA)
			arena = few[i];
	for (uint64_t k = 1; k <= INTERPRETERS; k++) {
		add_interpreter(k);
		repeat(few, 0, FEW, 0);
		for (uint64_t live = FEW; live-- > 0;)
			if (trace_is_call(few[live].kind) && few[live].where >= SYSTEM_BASE)
				add(TRACE_FREE, 0, 0, 1, few[live].where);
		add_interpreter(_i ? 0 : k);
		add(TRACE_ARENA_FREE, arena.where, arena.size, 1, 0);
	}
	are_equal(INTERPRETERS + 1);
	result = verify(model_find("cpython-3.12"), NULL);
	ck_assert_uint_eq(result.arenas_obtained, INTERPRETERS);
	ck_assert_uint_eq(result.arenas_returned, INTERPRETERS);
	free(few);
}
END_TEST

/* What one has not given back another cannot obtain. */
START_TEST(an_arena_belongs_to_one_interpreter)
{
	struct trace_event *few = few_events();
	size_t arena = 0;

	while (few[arena].kind != TRACE_ARENA)
		arena++;
	add_interpreter(1);
	repeat(few, 0, FEW, 0);
	add_interpreter(2);
	repeat(few, arena, arena + 2, _i ? APART : 0); /* with the call that needs it */
	ck_assert_int_eq(verify(model_find("cpython-3.12"), NULL).first.kind,
			 _i ? DIFFERENCE_NONE : DIFFERENCE_OVERLAP);
	free(few);
}
END_TEST

START_TEST(returns_of_nothing_are_none)
{
	struct verify_result result;

	run_process(model_find("cpython-3.12"), ARENAS_PAGE, 5);
	for (int i = 0; i < 12; i++)
		insert(events.count - 1, (struct trace_event){.kind = TRACE_ARENA_FREE,
							      .size = heap.arena_size,
							      .count = 1});
	result = verify(model_find("cpython-3.12"), NULL);
	ck_assert_uint_eq(result.differences, 0);
	ck_assert_uint_eq(result.arenas_returned, heap.control->ntimes_arena_allocated -
							  heap.control->narenas_currently_allocated);
}
END_TEST

/* -- statistics and headers ----------------------------------------------------------- */

static char text[RECORD_TEXT_MOST];

static void add_statistics(void)
{
	struct str out = str_init(text, sizeof text);

	heap_stats(&heap, NULL, &out);
	add(TRACE_STATS, 0, 0, 1, 0);
	events.items[events.count - 1].text = (const unsigned char *)text;
	events.items[events.count - 1].length = (uint32_t)out.length;
}

START_TEST(statistics_are_compared_line_by_line)
{
	struct verify_result result;
	char *digit;

	run_process(model_find("cpython-3.8"), ARENAS_ALIGNED, 5);
	add_statistics();
	result = verify(model_find("cpython-3.8"), NULL);
	ck_assert_uint_eq(result.statistics, 1);
	ck_assert_uint_eq(result.statistics_different, 0);
	digit = strstr(text, "# arenas reclaimed") + 56;
	ck_assert_int_eq(digit[1], '\n');
	*digit ^= 1;
	result = verify(model_find("cpython-3.8"), NULL);
	ck_assert_uint_eq(result.statistics_different, 1);
	ck_assert_ptr_nonnull(strstr(result.first.text, "# arenas reclaimed"));
}
END_TEST

/* The headers of slot 0's pools, all but some, as the process would show them. */
static uint32_t add_headers(uint32_t but)
{
	struct arena_info arena;
	unsigned char *out = (unsigned char *)text;
	uint64_t first;
	uint32_t count;

	ck_assert(heap_arena(&heap, 0, &arena));
	first = real(heap_address(&heap, 0, but, 0));
	count = arena.carved - but;
	memcpy(out, &first, 8);
	memcpy(out + 8, &count, 4);
	for (uint32_t i = 0; i < count; i++) {
		unsigned char *at = out + POOL_SAMPLE_HEAD + i * (size_t)POOL_SAMPLE_BYTES;
		uint64_t link;

		memcpy(at, store_at(&store, heap_address(&heap, 0, but + i, 0)), POOL_SAMPLE_BYTES);
		for (size_t offset = 8; offset <= 24; offset += 8) {
			memcpy(&link, at + offset, 8);
			link = link ? real(link) : 0;
			if (heap_place(&heap, link - MOVED + BASE).kind == PLACE_LIST)
				link = UINT64_C(0x955000); /* a table in the interpreter itself */
			memcpy(at + offset, &link, 8);
		}
	}
	add(TRACE_POOLS, 0, 0, 1, 0);
	events.items[events.count - 1].text = out;
	events.items[events.count - 1].length =
		POOL_SAMPLE_HEAD + count * POOL_SAMPLE_BYTES;
	return count;
}

START_TEST(pool_headers_are_compared)
{
	static const size_t fields[] = {0, 8, 32, 36, 40, 44}; /* the links differ by state */
	struct verify_result result;
	uint32_t pools;

	run_process(model_find("cpython-3.11"), ARENAS_PAGE, 5);
	pools = add_headers((uint32_t)_i);
	ck_assert_uint_gt(pools, 0);
	result = verify(model_find("cpython-3.11"), NULL);
	must(result.headers_different == 0, "%s", result.first.text);
	ck_assert_uint_eq(result.headers, pools);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		text[POOL_SAMPLE_HEAD + fields[i]] ^= 16;
		result = verify(model_find("cpython-3.11"), NULL);
		must(result.headers_different == 1, "field at %zu", fields[i]);
		text[POOL_SAMPLE_HEAD + fields[i]] ^= 16;
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("verify");
	TCase *tcase = tcase_create("verify");

	tcase_add_checked_fixture(tcase, NULL, forget_process);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, what_an_engine_did_is_what_it_does, 0, scaled(VARIANTS));
	tcase_add_loop_test(tcase, debug_hooks_move_and_lengthen_blocks, 0, 2);
	tcase_add_loop_test(tcase, one_altered_address_is_found, 0, scaled(2 * VARIANTS));
	tcase_add_loop_test(tcase, one_dropped_call_is_found, 0, scaled(2 * VARIANTS));
	tcase_add_loop_test(tcase, a_dropped_arena_is_found, 0, 2);
	tcase_add_loop_test(tcase, a_wrong_model_is_found, 0, MODELS);
	tcase_add_loop_test(tcase, what_the_system_refuses_the_engine_does_not_get, 0,
			    scaled(2 * MODELS * 3));
	tcase_add_test(tcase, a_dropped_refusal_is_found);
	tcase_add_test(tcase, a_table_that_cannot_grow_asks_nobody);
	tcase_add_test(tcase, a_call_fails_only_where_the_system_refuses);
	tcase_add_loop_test(tcase, a_failed_realloc_is_judged_too, 0, 2);
	tcase_add_loop_test(tcase, foreign_memory_of_an_arenas_size_is_no_arena, 0,
			    scaled(VARIANTS));
	tcase_add_test(tcase, an_arena_that_goes_without_reason_is_found);
	tcase_add_test(tcase, an_arena_that_only_the_interpreter_needs_is_found);
	tcase_add_loop_test(tcase, a_last_free_of_no_block_is_found, 0, 2);
	tcase_add_loop_test(tcase, blocks_of_the_system_do_not_overlap, 0, 7);
	tcase_add_test(tcase, an_arena_is_not_obtained_over_a_block_of_the_system);
	tcase_add_loop_test(tcase, the_number_of_calls_is_compared, 0, 2);
	tcase_add_test(tcase, hundreds_of_interpreters_live_side_by_side);
	tcase_add_loop_test(tcase, interpreters_come_and_go, 0, 2);
	tcase_add_loop_test(tcase, an_arena_belongs_to_one_interpreter, 0, 2);
	tcase_add_test(tcase, returns_of_nothing_are_none);
	tcase_add_test(tcase, statistics_are_compared_line_by_line);
	tcase_add_loop_test(tcase, pool_headers_are_compared, 0, 4);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
