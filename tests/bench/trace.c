/*
 * trace.c - how fast traces are read and written: a made-up recording of ten million calls, as
 * a recording and as text.
 *
 *	trace [RECORDING]
 *
 * The calls are such as a Python program makes: most blocks are small and live briefly, those
 * of a class lie near to each other, some are large.  With a RECORDING its events are read
 * instead of made-up ones, as they are and as the first form had them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/diag.h"
#include "chance.h"
#include "plain.h"
#include "trace/export.h"
#include "trace/text.h"
#include "trace/writer.h"

#define CALLS 10000000u
#define ROUNDS 5
#define CLASSES 33u
#define LIVE 20000u

static struct diag_list diags;

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void need(bool good, const char *what)
{
	if (good)
		return;
	diag_print(&diags, NULL, stderr);
	fprintf(stderr, "%s\n", what);
	exit(1);
}

/* -- a program that never was --------------------------------------------------------- */

struct made {
	struct chance chance;
	uint64_t live[LIVE]; /* address and class in one: the class in the upper byte */
	uint32_t count;
	uint64_t next[CLASSES];
	struct {
		uint64_t items[1024];
		uint32_t count;
	} unused[CLASSES];
};

static uint64_t take_block(struct made *made, uint32_t szidx)
{
	if (made->unused[szidx].count > 0)
		return made->unused[szidx].items[--made->unused[szidx].count];
	if (made->next[szidx] % 16384 == 0)
		made->next[szidx] =
			(UINT64_C(0x7f0000000000) + (chance_below(&made->chance, 4096) << 14)) + 48;
	return made->next[szidx] += 16 * (szidx + 1);
}

static void give_back(struct made *made, uint64_t block)
{
	uint32_t szidx = (uint32_t)(block >> 56);

	if (made->unused[szidx].count < 1024)
		made->unused[szidx].items[made->unused[szidx].count++] = block << 8 >> 8;
}

static void make_malloc(struct made *made, struct trace_event *event)
{
	uint32_t large = chance_one_in(&made->chance, 50);
	uint32_t szidx = large ? CLASSES - 1
			       : chance_pick(&made->chance, 8) * chance_pick(&made->chance, 4) / 2;

	*event = (struct trace_event){.kind = TRACE_MALLOC, .count = 1};
	event->size = large ? 513 + chance_below(&made->chance, 5000)
			    : 16 * szidx + 1 + chance_below(&made->chance, 16);
	event->where = take_block(made, szidx);
	made->live[made->count++] = event->where | (uint64_t)szidx << 56;
}

/* Mostly one of the youngest. */
static uint64_t pick(struct made *made)
{
	uint32_t back = chance_one_in(&made->chance, 4) ? made->count : 8;
	uint32_t index;
	uint64_t block;

	if (back > made->count)
		back = made->count;
	index = made->count - 1 - chance_pick(&made->chance, back);
	block = made->live[index];
	made->live[index] = made->live[--made->count];
	give_back(made, block);
	return block << 8 >> 8;
}

static void make_event(struct made *made, struct trace_event *event)
{
	uint32_t what = chance_pick(&made->chance, 100);
	uint64_t old;

	if (made->count < 100 || (what < 50 && made->count < LIVE)) {
		make_malloc(made, event);
	} else if (what < 98) {
		*event = (struct trace_event){.kind = TRACE_FREE, .count = 1, .old = pick(made)};
	} else {
		old = pick(made);
		make_malloc(made, event);
		event->kind = TRACE_REALLOC;
		event->old = old;
	}
}

static void write_both(const char *recording, const char *text)
{
	static struct made made;
	struct recording_head head = {.model = *model_find("cpython-3.13")};
	struct trace_event event;
	struct writer writer;
	struct outfile out;

	need(writer_open(&writer, recording, NULL, &head, &diags), "no recording");
	need(outfile_open(&out, text, NULL, &diags), "no text");
	export_head(&out, &head);
	for (uint32_t i = 0; i < CALLS; i++) {
		make_event(&made, &event);
		writer_add(&writer, &event);
		export_event(&out, &event);
	}
	need(writer_finish(&writer, &diags) && outfile_finish(&out, &diags), "no files");
}

/* -- measuring ------------------------------------------------------------------------ */

static uint64_t read_recording(const char *path)
{
	struct recording *recording = recording_open(path, &diags);
	struct trace_cursor cursor;
	struct trace_event event;
	uint64_t events = 0;

	need(recording != NULL, path);
	trace_begin(recording, &cursor);
	while (trace_next(recording, &cursor, &event))
		events++;
	need(recording_status(recording) == RECORDING_WHOLE, path);
	recording_close(recording);
	return events;
}

static uint64_t read_text(const char *path)
{
	struct text_trace *text = text_trace_open(path, &diags);
	struct trace_event event;
	uint64_t events = 0;

	while (text_trace_next(text, &event))
		events++;
	need(diags.errors == 0, path);
	text_trace_close(text);
	return events;
}

static uint64_t import_text(const char *path)
{
	struct text_trace *text = text_trace_open(path, &diags);
	char to[200];
	struct trace_event event;
	struct writer writer;
	uint64_t events = 0;

	snprintf(to, sizeof to, "%s.imported", path);
	need(writer_open(&writer, to, NULL, text_trace_head(text), &diags), to);
	for (; text_trace_next(text, &event); events++)
		writer_add(&writer, &event);
	need(writer_finish(&writer, &diags) && diags.errors == 0, to);
	unlink(to);
	text_trace_close(text);
	return events;
}

static uint64_t export_recording(const char *path)
{
	struct recording *recording = recording_open(path, &diags);
	char to[200];
	struct trace_cursor cursor;
	struct trace_event event;
	struct outfile out;
	uint64_t events = 0;

	need(recording != NULL, path);
	snprintf(to, sizeof to, "%s.exported", path);
	need(outfile_open(&out, to, NULL, &diags), to);
	trace_begin(recording, &cursor);
	for (; trace_next(recording, &cursor, &event); events++)
		export_event(&out, &event);
	need(outfile_finish(&out, &diags), to);
	unlink(to);
	recording_close(recording);
	return events;
}

static void measure(const char *what, uint64_t (*work)(const char *), const char *path)
{
	double times[ROUNDS];
	uint64_t events = 0;

	for (int i = 0; i < ROUNDS; i++) {
		double start = seconds();

		events = work(path);
		times[i] = (seconds() - start) / (double)events;
	}
	qsort(times, ROUNDS, sizeof *times, by_value);
	printf("%-18s %9llu events %7.1f ns an event %7.1f million a second\n", what,
	       (unsigned long long)events, times[ROUNDS / 2] * 1e9, 1e-6 / times[ROUNDS / 2]);
}

int main(int argc, char **argv)
{
	const char *folder = getenv("TMPDIR");
	char recording[150], text[160];

	snprintf(recording, sizeof recording, "%.100s/arenawalk-bench-%ld.awtrace",
		 folder ? folder : "/tmp", (long)getpid());
	if (argc > 1) {
		need(plain_copy(argv[1], recording), "no recording without frames");
		measure("in frames", read_recording, argv[1]);
		measure("the first form", read_recording, recording);
		unlink(recording);
		return 0;
	}
	snprintf(text, sizeof text, "%s.txt", recording);
	write_both(recording, text);
	measure("read a recording", read_recording, recording);
	measure("read a text", read_text, text);
	measure("import a text", import_text, text);
	measure("export a recording", export_recording, recording);
	unlink(recording);
	unlink(text);
	return 0;
}
