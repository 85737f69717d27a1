/*
 * replay.c - what recordings of growing length cost: opening, verifying, travelling, memory.
 *
 *	replay [MILLIONS-OF-CALLS|RECORDING...]        (1 10 100)
 *
 * A number's recording is made up: an engine lives through phases of growth and decay, and
 * what it does is written down.  A RECORDING is measured as it is and as the first form, without
 * frames, had it, in turns.  The targets: first screen within 100 ms, verify at 20
 * million calls a second, running ahead at half of that, a jump within 150 ms, 256 MiB and 12
 * bytes a call.  Machines are noisy: verify and running ahead take turns, and of each
 * the median counts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/diag.h"
#include "chance.h"
#include "plain.h"
#include "replay/recorded_program.h"
#include "replay/verify.h"
#include "timeline/timeline.h"
#include "trace/writer.h"

#define LIVE 100000u
#define PHASE 300000u /* calls of growth, then as many of decay */
#define MOVED UINT64_C(0x2a3c00000000)
#define JUMPS 60
#define TURNS 5 /* of verify and of running ahead; odd */
#define FIRST_EVENTS 20000 /* run before the first screen, as play does */

static struct store store;
static struct heap heap;

static double read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double seconds(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

/* Of this program alone: others who are at work count less. */
static double processor_seconds(void)
{
	return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

/* -- a recording ------------------------------------------------------------------------ */

static void add(struct writer *writer, enum trace_kind kind, addr block, uint64_t size)
{
	struct trace_event event = {.kind = kind, .size = size, .count = 1};
	uint64_t where = heap_is_system(block) ? block : block + MOVED - store.base;

	*(kind == TRACE_FREE ? &event.old : &event.where) = where;
	writer_add(writer, &event);
}

static addr make(struct writer *writer, uint64_t size)
{
	uint64_t obtained = heap.control->ntimes_arena_allocated;
	addr block = heap_malloc(&heap, size);

	if (heap.control->ntimes_arena_allocated != obtained)
		add(writer, TRACE_ARENA, heap.arenas[heap_slot_of(&heap, block)].address,
		    heap.arena_size);
	add(writer, TRACE_MALLOC, block, size);
	return block;
}

static void drop(struct writer *writer, addr block)
{
	uint64_t slot = heap_slot_of(&heap, block);
	uint64_t living = heap.control->narenas_currently_allocated;
	addr arena = slot == UINT64_MAX ? ADDR_NULL : heap.arenas[slot].address;

	heap_free(&heap, block);
	add(writer, TRACE_FREE, block, 0);
	if (heap.control->narenas_currently_allocated != living)
		add(writer, TRACE_ARENA_FREE, arena, heap.arena_size);
}

static void live(struct writer *writer, uint64_t calls)
{
	static addr blocks[LIVE];
	struct chance chance = {1};
	uint32_t count = 0;

	for (uint64_t i = 0; i < calls; i++) {
		uint32_t odds = i / PHASE % 2 ? 40 : 60;

		if (count == 0 || (count < LIVE && chance_pick(&chance, 100) < odds)) {
			blocks[count++] = make(writer, 8 + chance_below(&chance, 120));
		} else {
			/* most things die young */
			uint32_t young = count < 100 ? count : 100;
			uint32_t pick = chance_one_in(&chance, 3)
						? chance_pick(&chance, count)
						: count - 1 - chance_pick(&chance, young);

			drop(writer, blocks[pick]);
			blocks[pick] = blocks[--count];
		}
	}
}

static void make_up(const char *path, uint64_t calls)
{
	struct heap_options options = {.model = model_find("cpython-3.11"),
				       .placement = ARENAS_PAGE};
	struct recording_head head = {.model = *options.model, .mem_domain = true};
	struct diag_list diags = {0};
	struct writer writer;

	if (!store_init(&store, UINT64_C(0x7f0000000000), UINT64_C(4) << 30, UINT64_C(1) << 28) ||
	    !heap_init(&heap, &store, &options) || !writer_open(&writer, path, NULL, &head, &diags))
		exit(1);
	live(&writer, calls);
	if (!writer_finish(&writer, &diags))
		exit(1);
	store_fini(&store);
}

/* -- what it costs ---------------------------------------------------------------------- */

static struct recording *open_recording(const char *path)
{
	struct diag_list diags = {0};
	struct recording *recording = recording_open(path, &diags);

	if (!recording)
		exit(1);
	return recording;
}

static double verify(const char *path, uint64_t *calls)
{
	struct recording *recording = open_recording(path);
	struct verify_result result;
	double start = processor_seconds();

	if (!verify_recording(recording, NULL, &result) || result.differences) {
		fprintf(stderr, "the replay differs\n");
		exit(1);
	}
	start = processor_seconds() - start;
	recording_close(recording);
	*calls = result.calls;
	return start;
}

static double run_ahead(struct timeline *timeline)
{
	double start = processor_seconds();

	while (timeline_scout(timeline, 1 << 16))
		;
	return processor_seconds() - start;
}

static double run_ahead_alone(const char *path)
{
	struct program *program = recorded_program_new(open_recording(path), path);
	struct timeline *timeline = timeline_new(program, &(struct timeline_options){0});
	double took = run_ahead(timeline);

	timeline_destroy(timeline);
	program_destroy(program);
	return took;
}

static int ascending(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double median(double *times)
{
	qsort(times, TURNS, sizeof *times, ascending);
	return times[TURNS / 2];
}

static double resident_mib(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	long pages = 0;

	if (!file || fscanf(file, "%*d %ld", &pages) != 1)
		pages = 0;
	if (file)
		fclose(file);
	return (double)pages * (double)sysconf(_SC_PAGESIZE) / (1 << 20);
}

struct jumps {
	double mean, worst, back;
};

static struct jumps jump(struct timeline *timeline, uint64_t calls)
{
	struct chance chance = {3};
	struct jumps jumps = {0};

	for (int i = 0; i < JUMPS; i++) {
		double start = seconds(), took;

		timeline_seek_operation(timeline, 1 + chance_below(&chance, calls), 0);
		took = seconds() - start;
		jumps.mean += took / JUMPS;
		jumps.worst = took > jumps.worst ? took : jumps.worst;
		start = seconds();
		timeline_back(timeline, DETAIL_STEP);
		took = seconds() - start;
		jumps.back = took > jumps.back ? took : jumps.back;
	}
	return jumps;
}

struct measured {
	const char *path;
	double verified[TURNS], scouted[TURNS];
	uint64_t calls;
};

static void measure_rest(struct measured *measured)
{
	double start, first, verified = median(measured->verified);
	double calls = (double)measured->calls, scouted = median(measured->scouted);
	struct timeline *timeline;
	struct program *program;
	struct jumps jumps;
	struct stat status;

	start = seconds();
	program = recorded_program_new(open_recording(measured->path), measured->path);
	timeline = timeline_new(program, &(struct timeline_options){0});
	timeline_scout(timeline, FIRST_EVENTS);
	timeline_forward(timeline, DETAIL_OPERATION);
	first = seconds() - start;
	run_ahead(timeline);
	jumps = jump(timeline, timeline_index(timeline)->operations);
	if (stat(measured->path, &status) < 0)
		exit(1);
	printf("%6.2f M  %4.2f B/call  open %5.1f ms  verify %5.1f M/s  run ahead %5.1f M/s (%.2f)  "
	       "jump mean %5.1f worst %6.1f ms  step back %6.4f ms  past %5.1f MiB  resident "
	       "%5.1f MiB\n",
	       calls / 1e6, (double)status.st_size / calls, first * 1e3, calls / verified / 1e6,
	       calls / scouted / 1e6, verified / scouted, jumps.mean * 1e3, jumps.worst * 1e3,
	       jumps.back * 1e3, (double)timeline_memory(timeline) / (1 << 20), resident_mib());
	fflush(stdout);
	timeline_destroy(timeline);
	program_destroy(program);
}

static void measure(struct measured *measured, int count)
{
	for (int turn = 0; turn < TURNS; turn++)
		for (int i = 0; i < count; i++) {
			measured[i].verified[turn] = verify(measured[i].path, &measured[i].calls);
			measured[i].scouted[turn] = run_ahead_alone(measured[i].path);
		}
	for (int i = 0; i < count; i++)
		measure_rest(&measured[i]);
}

static void new_file(char *path)
{
	int fd = mkstemp(path);

	if (fd < 0)
		exit(1);
	close(fd);
}

static void measure_made_up(uint64_t millions)
{
	char path[] = "/tmp/arenawalk-bench-XXXXXX";

	new_file(path);
	make_up(path, millions * 1000000);
	measure(&(struct measured){.path = path}, 1);
	unlink(path);
}

static void measure_recording(const char *path)
{
	char plain[] = "/tmp/arenawalk-bench-XXXXXX";

	new_file(plain);
	if (!plain_copy(path, plain))
		exit(1);
	measure((struct measured[]){{.path = path}, {.path = plain}}, 2);
	unlink(plain);
}

static bool is_number(const char *text)
{
	return text[strspn(text, "0123456789")] == '\0';
}

int main(int argc, char **argv)
{
	static const uint64_t usual[] = {1, 10, 100};

	for (int i = 1; i < argc; i++) {
		if (is_number(argv[i]))
			measure_made_up(strtoull(argv[i], NULL, 10));
		else
			measure_recording(argv[i]);
	}
	for (int i = 0; argc == 1 && i < 3; i++)
		measure_made_up(usual[i]);
	return 0;
}
