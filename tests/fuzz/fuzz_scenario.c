/*
 * fuzz_scenario.c - any bytes at all, read as a scenario.
 *
 * With -fsanitize=fuzzer this is a libFuzzer target:
 *
 *	clang -g -fsanitize=fuzzer,address,undefined ... -o fuzz_scenario
 *	./fuzz_scenario -dict=scenario.dict -max_len=4000 corpus/ scenarios/ tests/bad/
 *
 * Without, a program that reads the files and folders it is given.  What must hold for
 * every input: it is accepted, or an error of ours says why; whatever was loaded can be walked
 * through and freed; every place is inside the file; and the parsers of numbers and names cope
 * with every text in it.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/source.h"
#include "scenario/expr.h"
#include "scenario/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void check_place(const struct source *source, struct diag_place place)
{
	size_t length;

	/* The end of a file may be behind its last line. */
	require(place.line == 0 || source_line(source, place.line, &length) ||
		source_line(source, place.line - 1, &length));
	require(place.line != 0 || place.column == 0);
}

static void check_number(const char *text)
{
	static const struct scope scope = {{"i", "j"}, 2};
	static const uint64_t counters[] = {3, UINT64_MAX};
	struct expr expr;
	struct expr_error error = {.what = NULL};
	uint64_t value;

	if (!text)
		return;
	if (expr_parse(text, &scope, &expr, &error))
		require(expr_eval(&expr, counters, &value) == !expr_problem(&expr, counters));
	else
		require(error.what && error.offset <= strlen(text));
}

static void check_name(const char *text)
{
	static const struct scope scope = {{"i", "j"}, 2};
	static const uint64_t counters[] = {3, UINT64_MAX};
	char buffer[NAME_MAX_BYTES + 1];
	struct name name;
	struct expr_error error = {.what = NULL};

	if (!text)
		return;
	if (name_parse(text, &scope, &name, &error))
		name_format(&name, counters, buffer);
	else
		require(error.what && error.offset <= strlen(text));
}

static void check_expect(const struct source *source, const struct step_expect *expect)
{
	for (uint32_t i = 0; i < expect->blocks_count; i++)
		check_name(expect->blocks[i].name);
	for (uint32_t i = 0; i < expect->pools_count; i++)
		check_place(source, expect->pools[i].place);
	for (uint32_t i = 0; i < expect->usable_arenas_count; i++)
		check_number(expect->usable_arenas[i]);
	require(expect->blocks || expect->pools || expect->arenas || expect->usedpools ||
		expect->usable_arenas || expect->counters || expect->steps || expect->findings);
}

static int count_actions(const struct step *step)
{
	return (step->say != NULL) + (step->mark != NULL) + (step->alloc != NULL) +
	       (step->calloc != NULL) + (step->realloc != NULL) + (step->free != NULL) +
	       (step->repeat != NULL) + (step->random != NULL) + (step->free_where != NULL) +
	       (step->write != NULL) + (step->double_free != NULL) + (step->ask != NULL) +
	       (step->expect != NULL);
}

static void check_steps(const struct source *source, const struct step *steps, uint32_t count)
{
	require(count > 0);
	for (const struct step *step = steps; step < steps + count; step++) {
		check_place(source, step->place);
		require(step->place.line > 0 && count_actions(step) == 1);
		if (step->say)
			require(step->say->en || step->say->zh);
		if (step->alloc) {
			check_name(step->alloc->name);
			check_number(step->alloc->size);
		}
		if (step->free)
			check_name(step->free->name);
		if (step->write)
			require(!step->write->text != !step->write->value);
		if (step->expect)
			check_expect(source, step->expect);
		if (step->repeat)
			check_steps(source, step->repeat->steps, step->repeat->steps_count);
	}
}

static void check_paths(const struct source *source, const struct locate *locate)
{
	static const char *const paths[] = {"",	     "title.en", "steps",
					    "steps[0]", "steps[1].alloc.size", "steps[0].free.name",
					    "steps[0].repeat.steps[0].expect.blocks[0].at"};

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		check_place(source, locate_key(locate, paths[i]));
		check_place(source, locate_value(locate, paths[i]));
		check_place(source, locate_inside(locate, paths[i], 3));
	}
}

static void check_diags(const struct source *source, struct diag_list *diags)
{
	static FILE *nowhere;

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	for (size_t i = 0; i < diags->count; i++) {
		check_place(source, diags->items[i].place);
		/* libcyaml's own words show that explain.c had none. */
		require(strncmp(diags->items[i].message, "cannot be read", 14) != 0);
	}
	if (nowhere)
		diag_print(diags, source, nowhere);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct diag_list diags = {0};
	struct source source;
	struct loaded loaded = {0};

	source_from_memory(&source, "fuzz", bytes, length);
	check_number((const char *)source.bytes);
	check_name((const char *)source.bytes);
	if (scenario_load(&source, &loaded, &diags)) {
		require(diags.errors == 0 && loaded.scenario && loaded.locate);
		check_steps(&source, loaded.scenario->steps, loaded.scenario->steps_count);
		check_paths(&source, loaded.locate);
	} else {
		require(diags.errors > 0 && diags.count > 0 && !loaded.scenario);
	}
	check_diags(&source, &diags);
	scenario_unload(&loaded);
	diag_fini(&diags);
	source_fini(&source);
	return 0;
}
