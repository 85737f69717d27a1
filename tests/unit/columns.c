/*
 * columns.c - records taken apart and put together: the same bytes, whatever the program did; and
 * what is no such thing is refused, whatever it is.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "chance.h"
#include "made_bytes.h"
#include "made_trace.h"
#include "must.h"
#include "suite.h"
#include "trace/columns.h"

static struct column_set *writer, *reader;
static struct made_bytes records, parts, again;
static unsigned char text[RECORD_TEXT_MOST];

static void setup(void)
{
	writer = columns_new();
	reader = columns_new();
}

static void teardown(void)
{
	columns_destroy(writer);
	columns_destroy(reader);
	free(records.items);
	free(parts.items);
	free(again.items);
	records = parts = again = (struct made_bytes){0};
}

static bool split(uint32_t pool_size, struct record_state *state)
{
	if (!columns_split(writer, pool_size, state, records.items, records.count))
		return false;
	parts.count = 0;
	for (unsigned i = 0; i < COLUMN_PARTS; i++) {
		size_t length;
		const unsigned char *part = columns_part(writer, i, &length);

		made_append(&parts, part, length);
	}
	return true;
}

static bool join(size_t length)
{
	again.count = 0;
	while (again.count < length)
		array_push(&again, 0xee);
	return columns_join(reader, parts.items, parts.count, again.items, length);
}

/* Whoever reads a frame may have read others before, or none; who wrote it has written others. */
static void read_anew(void)
{
	columns_destroy(reader);
	reader = columns_new();
}

/* There and back; [state] becomes what the writer of the records has. */
static void expect_same(uint32_t pool_size, struct record_state *before,
			const struct record_state *after)
{
	ck_assert(split(pool_size, before));
	must(memcmp(before, after, sizeof *after) == 0, "another state behind them");
	read_anew();
	ck_assert(join(records.count));
	ck_assert(join(records.count));
	for (size_t i = 0; i < records.count; i++)
		must(again.items[i] == records.items[i], "byte %zu of %zu", i, records.count);
}

/* -- a program that behaves as pymalloc has it ---------------------------------------- */

#define BLOCKS 3000u

struct process {
	struct chance chance;
	uint64_t fresh[RECORD_CLASSES], spare[RECORD_CLASSES][64];
	unsigned spares[RECORD_CLASSES];
	uint64_t blocks[BLOCKS], sizes[BLOCKS];
	uint64_t pools;
};

static uint64_t place(struct process *process, uint64_t size)
{
	unsigned class = record_class(size);
	uint64_t *fresh = &process->fresh[class];

	if (process->spares[class] > 0)
		return process->spare[class][--process->spares[class]];
	if (class == RECORD_CLASSES - 1)
		return UINT64_C(0x556200000000) + 16 * chance_pick(&process->chance, 1 << 20);
	if (*fresh % 16384 == 0 || *fresh % 16384 + 16 * (class + 1) > 16384)
		*fresh = UINT64_C(0x7f4400000000) + 16384 * process->pools++ + 48;
	*fresh += 16 * (class + 1);
	return *fresh - 16 * (class + 1);
}

static void give_back(struct process *process, uint64_t size, uint64_t block)
{
	unsigned class = record_class(size);

	if (class < RECORD_CLASSES - 1 && process->spares[class] < 64)
		process->spare[class][process->spares[class]++] = block;
}

static struct trace_event call(struct process *process)
{
	unsigned index = chance_pick(&process->chance, BLOCKS);
	uint64_t *block = &process->blocks[index], *size = &process->sizes[index];
	uint32_t most = chance_one_in(&process->chance, 50) ? 2000 : 160;
	uint64_t asked = 1 + chance_pick(&process->chance, most);
	struct trace_event event = {.kind = TRACE_MALLOC, .count = 1, .size = asked};

	if (*block && !chance_one_in(&process->chance, 20)) {
		event = (struct trace_event){.kind = TRACE_FREE, .count = 1, .old = *block};
		give_back(process, *size, *block);
		*block = 0;
		return event;
	}
	if (*block) {
		event.kind = TRACE_REALLOC;
		event.old = *block;
		give_back(process, *size, *block);
	} else if (chance_one_in(&process->chance, 30)) {
		event.kind = TRACE_CALLOC;
		event.count = 2;
	}
	*size = event.size * event.count;
	*block = event.where = place(process, *size);
	return event;
}

/* What a frame takes. */
static size_t packed(bool in_columns, struct record_state state)
{
	struct packer *packer = packer_new();
	size_t length;

	packer_add(packer, records.items, records.count);
	if (!in_columns)
		packer_frame(packer, &length);
	else
		ck_assert_ptr_nonnull(packer_columns(packer, 16384, &state, &length));
	packer_destroy(packer);
	return length;
}

/* In frames of some length, one behind the other; what is foretold must be worth it. */
START_TEST(a_program_comes_back_and_is_shorter)
{
	static struct process process;
	struct record_state state = {0}, before = {0};
	size_t plain = 0, columns = 0;

	process = (struct process){.chance = {7}};
	for (unsigned frame = 0; frame < 20; frame++) {
		records.count = 0;
		for (unsigned i = 0; i < 10000; i++) {
			struct trace_event event = call(&process);

			made_record(&records, &state, &event);
		}
		plain += packed(false, before);
		columns += packed(true, before);
		expect_same(frame % 2 ? 4096 : 16384, &before, &state);
	}
	must(columns * 4 < plain * 3, "%zu bytes in columns, %zu as they are", columns, plain);
}
END_TEST

/* -- any records at all --------------------------------------------------------------- */

START_TEST(any_records_come_back)
{
	struct chance made = {(uint64_t)_i + 1}, chance = {5};
	struct record_state state = {0}, before = {0};

	for (unsigned frame = 0; frame < 60; frame++) {
		unsigned count = 1 + chance_pick(&chance, chance_one_in(&chance, 8) ? 9000 : 40);

		records.count = 0;
		while (count-- > 0 && records.count < FRAME_MOST / 4) {
			struct trace_event event;

			made_event(&made, &event, text, 3000);
			made_record(&records, &state, &event);
		}
		expect_same(chance_pick(&chance, 3) * 4096, &before, &state);
	}
}
END_TEST

static void add(struct record_state *state, enum trace_kind kind, uint64_t old, uint64_t size,
		uint64_t where)
{
	struct trace_event event = {.kind = kind, .count = 1, .old = old, .size = size,
				    .where = where};

	made_record(&records, state, &event);
}

/* At every limit that the layout has: of distances, of pages, of sizes, and NULL. */
START_TEST(limits)
{
	const uint64_t base = UINT64_C(0x7f0000000000);
	struct record_state state = {0}, before = {0};

	for (uint64_t size = 0; size <= 530; size++)
		add(&state, TRACE_MALLOC, 0, size, base + 8 * size);
	expect_same(0, &before, &state);
	records.count = 0;
	add(&state, TRACE_MALLOC, 0, UINT64_MAX, 0);
	add(&state, TRACE_MALLOC, 0, 40, 0); /* it failed, with nothing freed yet */
	add(&state, TRACE_FREE, base, 0, 0);
	add(&state, TRACE_FREE, 0, 0, 0);
	add(&state, TRACE_MALLOC, 0, 40, 0);
	for (uint64_t i = 0; i < 100; i++) /* more pages than are remembered, there and back */
		add(&state, TRACE_FREE, base + (i << 14) + (i % 2 ? 16376 : 0), 0, 0);
	for (uint64_t i = 100; i-- > 0;)
		add(&state, TRACE_FREE, base + (i << 14) + (i % 2 ? 0 : 16376), 0, 0);
	for (uint64_t ago = 1; ago < 70; ago++) {
		for (uint64_t i = 0; i < ago; i++)
			add(&state, TRACE_MALLOC, 0, 16, base + 32 * i + (ago << 20));
		add(&state, TRACE_FREE, base + (ago << 20), 0, 0);
		add(&state, TRACE_REALLOC, base + 32 * (ago - 1) + (ago << 20), 100, 0);
	}
	expect_same(0, &before, &state);
}
END_TEST

/* A call that fails is no block from a free list, whatever an earlier frame has left there. */
START_TEST(nothing_is_left_of_other_frames)
{
	struct record_state state = {0}, before = {0};

	add(&state, TRACE_FREE, 8, 0, 0);
	add(&state, TRACE_FREE, 0, 0, 0);
	expect_same(0, &before, &state);
	records.count = 0;
	add(&state, TRACE_MALLOC, 0, 40, 0);
	add(&state, TRACE_MALLOC, 0, 40, 8);
	expect_same(0, &before, &state);
}
END_TEST

/* How many blocks ago goes only so far. */
START_TEST(a_block_of_long_ago)
{
	const uint64_t base = UINT64_C(0x7f0000000000);
	struct record_state state = {0}, before = {0};

	for (uint64_t i = 0; i < 40000; i++)
		add(&state, TRACE_MALLOC, 0, 16, base + 16 * i);
	for (uint64_t i = 0; i < 40000; i += 7)
		add(&state, TRACE_FREE, base + 16 * i, 0, 0);
	for (uint64_t i = 32760; i < 32776; i++) { /* ago, around what is remembered */
		add(&state, TRACE_MALLOC, 0, 24, base + (1 << 24) + 16 * i);
		add(&state, TRACE_FREE, base + 16 * (40001 - i), 0, 0);
	}
	expect_same(4096, &before, &state);
}
END_TEST

/* -- what is none --------------------------------------------------------------------- */

static void make_some(unsigned count, uint64_t seed)
{
	struct record_state state = {0}, before = {0};
	struct process *process = mem_zero(1, sizeof *process);

	process->chance = (struct chance){seed};
	records.count = 0;
	for (unsigned i = 0; i < count; i++) {
		struct trace_event event = call(process);

		made_record(&records, &state, &event);
		if (i % 50 == 0)
			add(&state, TRACE_ARENA, 0, 262144, (uint64_t)i << 20);
	}
	free(process);
	ck_assert(split(0, &before));
	ck_assert(join(records.count));
}

START_TEST(what_is_no_record_is_not_taken_apart)
{
	static const unsigned char unknown[] = {RECORD_OTHER | RECORD_KIND_COUNT << 2};
	struct record_state state = {0};

	make_some(100, 3);
	made_append(&records, unknown, sizeof unknown);
	ck_assert(!split(0, &state));
	records.count -= 2; /* the last is cut off, or what was before it */
	state = (struct record_state){0};
	records.items[records.count - 1] |= 0x80;
	ck_assert(!split(0, &state));
}
END_TEST

/* Another length than that of the records, or of what they became. */
START_TEST(other_lengths_are_refused)
{
	size_t length, count;

	make_some(500, 9);
	length = records.count;
	count = parts.count;
	for (size_t i = 1; i < length; i++)
		must(!join(i), "%zu of %zu bytes", i, length);
	for (size_t i = 1; i < 20; i++)
		ck_assert(!join(length + i));
	for (parts.count = 0; parts.count < count; parts.count++)
		must(!join(length), "%zu of %zu bytes", parts.count, count);
	array_push(&parts, 0);
	ck_assert(!join(length));
}
END_TEST

/* Parts whose only column is that of kinds. */
static void only_kinds(const unsigned char *kinds, size_t count)
{
	unsigned char head[(COLUMN_COUNT + 3 + RECORD_CLASSES) * NUMBER_BYTES], *end = head;

	for (unsigned i = 0; i < COLUMN_COUNT; i++)
		end = put_number(end, i == COLUMN_KIND ? count : 0);
	end = put_number(end, PAGE_SHIFT_LEAST);
	for (unsigned i = 0; i < RECORD_CLASSES + 2; i++)
		end = put_number(end, 0);
	parts.count = 0;
	made_append(&parts, head, (size_t)(end - head));
	made_append(&parts, kinds, count);
}

/* A free of what was allocated before the frame has an address, whatever was read before. */
START_TEST(no_block_from_before_the_frame)
{
	static const unsigned char good[] = {KIND_FORETOLD + 1, KIND_FORETOLD + 1, 2, 1};
	static const unsigned char bad[] = {KIND_FORETOLD + 1, KIND_FORETOLD + 1, 3};

	make_some(1000, 6);
	only_kinds(good, sizeof good);
	ck_assert(!join(5));
	ck_assert(join(6) || join(7) || join(8));
	only_kinds(bad, sizeof bad);
	for (size_t length = 1; length < 20; length++)
		ck_assert(!join(length));
}
END_TEST

/* It ends, and touches nothing else; what is accepted has just that length (sanitizers look). */
START_TEST(any_bytes_are_survived)
{
	struct chance chance = {(uint64_t)_i + 40};
	unsigned refused = 0;

	make_some(400, (uint64_t)_i + 1);
	for (unsigned round = 0; round < 3000; round++) {
		size_t at = chance_pick(&chance, chance_one_in(&chance, 3) ? 150 : (uint32_t)parts.count);
		unsigned char kept = parts.items[at];

		parts.items[at] = (unsigned char)chance_next(&chance);
		refused += !join(records.count);
		if (!chance_one_in(&chance, 10))
			parts.items[at] = kept;
	}
	must(refused > 500 && refused <= 3000, "%u refused", refused);
}
END_TEST

/* -- frames --------------------------------------------------------------------------- */

START_TEST(a_frame_of_columns_is_read)
{
	struct record_state state = {0};
	struct packer *packer = packer_new();
	struct made_bytes file = {0};
	static unsigned char bytes[FRAME_MOST];
	const unsigned char *packed;
	struct frames *frames;
	struct frame frame;
	struct raw raw;
	size_t length;

	make_some(5000, 2);
	packer_add(packer, records.items, records.count);
	packed = packer_columns(packer, 16384, &state, &length);
	ck_assert_ptr_nonnull(packed);
	ck_assert_uint_eq(packer_count(packer), 0);
	made_append(&file, packed, length);
	raw = raw_from_memory(file.items, file.count);
	frames = frames_new(&raw, 0);
	ck_assert_int_eq(frames_find(frames, 0, &frame), FRAME_HERE);
	ck_assert(frame.columns);
	ck_assert_uint_eq(frame.length, records.count);
	ck_assert(frames_unpack(frames, &frame, bytes));
	ck_assert(memcmp(bytes, records.items, records.count) == 0);
	ck_assert_uint_eq(frames_end(frames), records.count);
	frames_destroy(frames);
	/* The checksum is over the columns. */
	raw.bytes[file.count - 1] ^= 1;
	frames = frames_new(&raw, 0);
	ck_assert_int_eq(frames_find(frames, 0, &frame), FRAME_HERE);
	ck_assert(!frames_unpack(frames, &frame, bytes));
	frames_destroy(frames);
	raw_fini(&raw);
	packer_destroy(packer);
	free(file.items);
}
END_TEST

/* What cannot be taken apart waits as before. */
START_TEST(records_that_are_none_are_packed_as_they_are)
{
	static const unsigned char unknown[] = {RECORD_OTHER | RECORD_KIND_COUNT << 2};
	struct framing framing = {0};
	struct record_state state = {0};
	struct packer *packer = packer_new();
	size_t length;

	packer_add(packer, unknown, sizeof unknown);
	ck_assert_ptr_null(packer_columns(packer, 0, &state, &length));
	ck_assert_uint_eq(packer_count(packer), sizeof unknown);
	/* The state is of no use from now on. */
	ck_assert_ptr_nonnull(packer_next(packer, &framing, &length));
	ck_assert(framing.plain);
	ck_assert_uint_eq(packer_count(packer), 0);
	packer_destroy(packer);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("columns");
	TCase *tests = suite_case(suite, "columns", 60);

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_program_comes_back_and_is_shorter);
	tcase_add_loop_test(tests, any_records_come_back, 0, 8);
	tcase_add_test(tests, limits);
	tcase_add_test(tests, nothing_is_left_of_other_frames);
	tcase_add_test(tests, a_block_of_long_ago);
	tcase_add_test(tests, what_is_no_record_is_not_taken_apart);
	tcase_add_test(tests, other_lengths_are_refused);
	tcase_add_test(tests, no_block_from_before_the_frame);
	tcase_add_loop_test(tests, any_bytes_are_survived, 0, 10);
	tcase_add_test(tests, a_frame_of_columns_is_read);
	tcase_add_test(tests, records_that_are_none_are_packed_as_they_are);
	return suite_run(suite);
}
