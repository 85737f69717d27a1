/*
 * search.c - what searching costs: events a second, forward and back, beside the scout's.
 *
 *	search [RECORDING]
 *
 * Without a recording: ten million random operations.  Each condition is one that holds nowhere,
 * so that the whole run is looked at.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "replay/recorded_program.h"
#include "scenario/open.h"
#include "timeline/search.h"

#define SLICE 32768u

static const char scenario[] = "model: cpython-3.11\narenas: page\nsteps:\n"
			       "- random: {operations: 10000000, live: 100000, group: r}\n";

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static struct program *open_program(const char *path)
{
	struct diag_list diags = {0};
	struct source source = {0};
	struct program *program = NULL;
	struct recording *recording;

	if (path) {
		recording = recording_open(path, &diags);
		program = recording ? recorded_program_new(recording, path) : NULL;
	} else {
		source_from_memory(&source, "bench.yaml", scenario, sizeof scenario - 1);
		program = scenario_open(&source, &diags, NULL);
		source_fini(&source);
	}
	diag_print(&diags, &source, stderr);
	diag_fini(&diags);
	if (!program)
		exit(1);
	return program;
}

static void report(const char *what, uint64_t events, double took, double worst)
{
	printf("  %-34s %6.2f s  %5.1f million a second  longest slice %6.1f ms\n", what, took,
	       (double)events / took * 1e-6, worst * 1e3);
	fflush(stdout);
}

static void run(struct timeline *timeline, const struct condition *condition, const char *name,
		bool back)
{
	struct search *search = timeline_search(timeline);
	uint64_t end = timeline_index(timeline)->events;
	struct position from = {.events = back ? end : 0};
	double start = seconds(), worst = 0;
	enum search_state state;
	char what[64];

	search_begin(search, condition, from, back);
	do {
		double before = seconds();

		state = search_run(search, SLICE);
		before = seconds() - before;
		worst = before > worst ? before : worst;
	} while (state == SEARCH_MORE);
	snprintf(what, sizeof what, "%s %s%s", back ? "back: " : "forth:", name,
		 state == SEARCH_FOUND ? " (found)" : "");
	report(what, end, seconds() - start, worst);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		struct condition condition;
	} tries[] = {
		{"a kind of step", {.kind = CONDITION_STEP, .mask = UINT64_C(1) << STEP_WRITE}},
		{"a name", {.kind = CONDITION_NAME, .value = 7, .mask = UINT64_MAX}},
		{"a pool", {.kind = CONDITION_RANGE, .value = 4096, .mask = 4096}},
		{"an address", {.kind = CONDITION_ADDRESS, .value = 4096}},
		{"an address of the process", {.kind = CONDITION_REAL, .value = 4096}},
		{"a size class", {.kind = CONDITION_CLASS, .value = 63}},
		{"live bytes", {.kind = CONDITION_LIVE, .value = UINT64_MAX}},
		{"a mark", {.kind = CONDITION_MARK, .text = "nowhere"}},
	};
	struct program *program = open_program(argc > 1 ? argv[1] : NULL);
	struct timeline_options options = {0};
	struct timeline *timeline = timeline_new(program, &options);
	double start = seconds();

	if (!timeline)
		return 1;
	while (timeline_scout(timeline, SLICE))
		;
	report("scout", timeline_index(timeline)->events, seconds() - start, 0);
	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
		for (int back = 0; back < 2; back++)
			run(timeline, &tries[i].condition, tries[i].name, back);
	timeline_destroy(timeline);
	program_destroy(program);
	return 0;
}
