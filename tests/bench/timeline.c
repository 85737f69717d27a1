/*
 * timeline.c - what travelling in time costs, on scenarios of millions of operations.
 *
 *	timeline [OPERATIONS]
 *
 * For each: nanoseconds an operation, quiet and recorded, of the heap alone and of the whole
 * world (medians of slices); the scout's run; jumps to random operations; one step
 * back; memory.  The targets: 100 ns recorded, 150 ms a jump.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/array.h"
#include "base/mem.h"
#include "chance.h"
#include "scenario/open.h"
#include "timeline/timeline.h"

#define OPERATIONS UINT64_C(10000000)
#define SLICE 100000u /* operations that one median is taken of */
#define SLICES 40u
#define JUMPS 100
#define WRITE_BITS 20 /* the journal, as timeline.c has it */
#define STEP_BITS 19

/* -- time and numbers -------------------------------------------------- */

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

struct sample {
	double values[SLICES > JUMPS ? SLICES : JUMPS];
	size_t count;
};

static void add(struct sample *sample, double value)
{
	sample->values[sample->count++] = value;
}

static double median(struct sample *sample)
{
	if (sample->count == 0)
		return 0;
	qsort(sample->values, sample->count, sizeof *sample->values, by_value);
	return sample->values[sample->count / 2];
}

static void print_ms(const char *what, struct sample *sample)
{
	double sum = 0, middle = median(sample);

	for (size_t i = 0; i < sample->count; i++)
		sum += sample->values[i];
	printf("  %-28s mean %8.4f ms  median %8.4f ms  worst %8.3f ms\n", what,
	       sum / (double)sample->count * 1e3, middle * 1e3,
	       sample->values[sample->count - 1] * 1e3);
}

/* Resident memory of this process in MiB. */
static double resident(void)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[200];
	double kib = 0;

	while (file && fgets(line, sizeof line, file))
		if (strncmp(line, "VmRSS:", 6) == 0)
			kib = strtod(line + 6, NULL);
	if (file)
		fclose(file);
	return kib / 1024;
}

/* -- the scenarios ----------------------------------------------------- */

static struct program *open_text(const char *text)
{
	struct diag_list diags = {0};
	struct source source;
	struct program *program;

	source_from_memory(&source, "bench.yaml", text, strlen(text));
	program = scenario_open(&source, &diags, NULL);
	diag_print(&diags, &source, stderr);
	diag_fini(&diags);
	source_fini(&source);
	if (!program)
		exit(1);
	return program;
}

/* -- the heap alone: calls noted beforehand, so that nothing else is timed ---- */

struct call {
	uint32_t kind, slot; /* slot: which of the results */
	uint64_t bytes;
};

static struct {
	struct call *items;
	size_t count, capacity;
	addr *results; /* by slot */
	uint32_t slots;
} calls;

/* Which result a block is: results have the names' numbers; the groups here have one stem. */
static void note_call(const struct event *event)
{
	uint32_t slot = (uint32_t)event->op.name;

	if (slot >= calls.slots)
		calls.slots = slot + 1;
	array_push(&calls, (struct call){(uint32_t)event->op.kind, slot,
					 event->op.count * event->op.bytes});
}

static void note_calls(struct program *program, uint64_t most)
{
	struct world_options options = {0};
	struct world world;
	struct event event;

	calls.count = calls.slots = 0;
	if (!world_init(&world, program, &options, NULL))
		exit(1);
	for (world_peek(&world, &event); event.kind != EVENT_END && calls.count < most;
	     world_peek(&world, &event)) {
		if (event.kind == EVENT_OP)
			note_call(&event);
		world_run(&world, &event, NULL);
	}
	world_fini(&world);
	calls.results = mem_zero(calls.slots, sizeof *calls.results);
}

static void run_call(struct heap *heap, const struct call *call)
{
	addr *result = &calls.results[call->slot];

	switch ((enum op_kind)call->kind) {
	case OP_MALLOC: *result = heap_malloc(heap, call->bytes); break;
	case OP_CALLOC: *result = heap_calloc(heap, 1, call->bytes); break;
	case OP_REALLOC: *result = heap_realloc(heap, *result, call->bytes); break;
	case OP_FREE: heap_free(heap, *result); break;
	case OP_WRITE: break;
	}
}

static double time_heap(const struct program *program, bool recorded)
{
	struct heap_options options = {.model = program->model, .placement = program->placement};
	struct step_log log = {.journal = recorded ? journal_new(WRITE_BITS, STEP_BITS) : NULL};
	struct sample sample = {0};
	struct store store;
	struct heap heap;

	if (!store_init(&store, UINT64_C(0x7f0000000000), UINT64_C(1) << 31, UINT64_C(1) << 28) ||
	    !heap_init(&heap, &store, &options))
		exit(1);
	if (recorded)
		heap_watch(&heap, &log);
	for (size_t at = 0; at + SLICE <= calls.count && sample.count < SLICES; at += SLICE) {
		double start = seconds();

		for (size_t i = at; i < at + SLICE; i++)
			run_call(&heap, &calls.items[i]);
		add(&sample, (seconds() - start) / SLICE * 1e9);
	}
	journal_destroy(log.journal);
	store_fini(&store);
	return median(&sample);
}

/* -- the whole world --------------------------------------------------- */

static bool run_events(struct world *world, uint64_t events)
{
	struct event event;

	while (events--) {
		world_peek(world, &event);
		if (event.kind == EVENT_END)
			return false;
		world_run(world, &event, NULL);
	}
	return true;
}

static double time_world(struct program *program, bool recorded)
{
	struct step_log log = {.journal = recorded ? journal_new(WRITE_BITS, STEP_BITS) : NULL};
	struct world_options options = {0};
	struct sample sample = {0};
	struct world world;
	double start = seconds();

	if (!world_init(&world, program, &options, NULL))
		exit(1);
	if (recorded)
		heap_watch(&world.heap, &log);
	while (sample.count < SLICES && run_events(&world, SLICE)) {
		add(&sample, (seconds() - start) / SLICE * 1e9);
		start = seconds();
	}
	journal_destroy(log.journal);
	world_fini(&world);
	return median(&sample);
}

/* -- travelling -------------------------------------------------------- */

static double time_back(struct timeline *timeline, enum detail detail)
{
	double start = seconds();

	timeline_back(timeline, detail);
	return seconds() - start;
}

static void jump(struct timeline *timeline, uint64_t operations)
{
	struct sample seeks = {0}, steps = {0}, events = {0};
	struct chance chance = {7};
	double start;

	for (int i = 0; i < JUMPS; i++) {
		uint64_t n = 1 + chance_below(&chance, operations);

		start = seconds();
		if (!timeline_seek_operation(timeline, n, 0))
			exit(1);
		add(&seeks, seconds() - start);
		add(&steps, time_back(timeline, DETAIL_STEP));
		add(&events, time_back(timeline, DETAIL_OPERATION));
	}
	print_ms("jump to a random operation", &seeks);
	print_ms("one step back", &steps);
	print_ms("one operation back", &events);
}

/* Back over the borders of what is recorded: in one breath, so that images have to be fetched,
 * or with idle time between, in which the program gets ready for them. */
static void walk_back(struct timeline *timeline, const char *what, uint64_t events, bool idle)
{
	double sum = 0, worst = 0;

	timeline_seek_end(timeline);
	for (uint64_t done = 0; done < events; done++) {
		double one = time_back(timeline, DETAIL_OPERATION);

		sum += one;
		worst = one > worst ? one : worst;
		while (idle && timeline_get_ready(timeline, 2048))
			;
	}
	printf("  %-28s mean %8.4f ms                      worst %8.3f ms\n", what,
	       sum / (double)events * 1e3, worst * 1e3);
}

static void travel(struct program *program)
{
	struct timeline_options options = {0};
	struct timeline *timeline = timeline_new(program, &options);
	const struct timeline_index *index;
	double start = seconds();

	if (!timeline)
		exit(1);
	while (timeline_scout(timeline, 1 << 16))
		;
	index = timeline_index(timeline);
	printf("  %-28s %.2f s for %llu operations: %.0f ns each\n", "scout", seconds() - start,
	       (unsigned long long)index->operations,
	       (seconds() - start) / (double)index->operations * 1e9);
	jump(timeline, index->operations);
	walk_back(timeline, "200,000 back, with idle time", 200000, true);
	walk_back(timeline, "200,000 back, in one breath", 200000, false);
	printf("  %-28s %.1f MiB for the past, %.1f MiB resident\n", "memory",
	       (double)timeline_memory(timeline) / (1 << 20), resident());
	timeline_destroy(timeline);
}

static void measure(const char *name, const char *text)
{
	struct program *program = open_text(text);

	printf("%s\n", name);
	note_calls(program, (uint64_t)SLICE * SLICES);
	printf("  %-28s quiet %6.1f ns   recorded %6.1f ns\n", "heap alone, an operation",
	       time_heap(program, false), time_heap(program, true));
	free(calls.items);
	free(calls.results);
	memset(&calls, 0, sizeof calls);
	printf("  %-28s quiet %6.1f ns   recorded %6.1f ns\n", "with its script",
	       time_world(program, false), time_world(program, true));
	travel(program);
	program_destroy(program);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	uint64_t operations = argc > 1 ? strtoull(argv[1], NULL, 10) : OPERATIONS;
	unsigned long long n = operations < 4 * SLICE ? 4 * SLICE : operations;
	char text[600];

	snprintf(text, sizeof text,
		 "model: cpython-3.11\narenas: page\nsteps:\n"
		 "- random: {operations: %llu, live: 10000, group: r}\n", n);
	measure("random, 10,000 names", text);
	snprintf(text, sizeof text,
		 "model: cpython-3.11\narenas: page\nsteps:\n"
		 "- random: {operations: %llu, live: 100000, group: r}\n", n);
	measure("random, 100,000 names", text);
	snprintf(text, sizeof text,
		 "model: cpython-3.11\narenas: page\nsteps:\n"
		 "- repeat:\n"
		 "    times: 5\n    as: round\n"
		 "    steps:\n"
		 "    - repeat: {times: %llu, steps: [{alloc: {name: b$i, size: 16+$i%%200}}]}\n"
		 "    - free_where: {group: b, every: 2}\n"
		 "    - free_where: {group: b}\n", n / 10);
	measure("five ramps: a million up, every second one freed, down", text);
	return 0;
}
