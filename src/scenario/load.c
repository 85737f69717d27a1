/*
 * load.c - the stages from a file to structs, and the search for faults.
 *
 * Each stage's result is what the next one takes:
 *
 *	read.c      bytes to events, with libyaml       syntax, limits, double keys
 *	desugar.c   short forms spelled out
 *	rules.c                                         keys that exclude each other
 *	emit.c      events to text for libcyaml
 *	libcyaml    text to structs                     unknown, missing, wrong keys
 *	places.c    places into the structs
 *
 * libcyaml stops at its first fault and does not say where it is.  So when it refuses a
 * file, the steps are given to it again, part by part: its log tells how many events it took,
 * which leads to the faulty one; explain.c finds words for it; that step is put aside, and
 * the search goes on behind it.
 */
#include "scenario/load.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scenario/desugar.h"
#include "scenario/emit.h"
#include "scenario/explain.h"
#include "scenario/locate.h"
#include "scenario/places.h"
#include "scenario/read.h"
#include "scenario/rules.h"
#include "scenario/schema.h"

#define MEMORY_LIMIT ((size_t)1 << 30) /* for the structs */
#define LONG_LIST 4096		       /* bytes */
#define SEARCH_STEPS 4096	       /* given to libcyaml at a time when looking for faults */
#define EVENTS_BEFORE 2		       /* the stream's and the document's start */

/* --- libcyaml ---------------------------------------------------------------- */

/* What libcyaml may still use.  [context] is the size_t in use; NULL = do not count.  Its lists grow an
 * element at a time: long ones get room for more, or each would be copied as often as it grows. */
static void *count_memory(void *context, void *memory, size_t size)
{
	size_t *used = context;
	size_t before = memory ? malloc_usable_size(memory) : 0;
	size_t room = size;
	void *block;

	if (size == 0) {
		free(memory);
		if (used)
			*used -= before;
		return NULL;
	}
	if (memory && size <= before)
		return memory;
	if (memory && size >= LONG_LIST && size <= MEMORY_LIMIT)
		room += size / 2;
	if (used && (room > MEMORY_LIMIT || *used - before > MEMORY_LIMIT - room))
		return NULL;
	block = realloc(memory, room);
	if (block && used)
		*used += malloc_usable_size(block) - before;
	return block;
}

/* The one line of libcyaml's log that matters; its text is the same from 1.3.1 to 1.4.2. */
static void count_event(cyaml_log_t level, void *context, const char *format, va_list values)
{
	size_t *events = context;

	(void)values;
	if (level == CYAML_LOG_DEBUG && strcmp(format, "Load: Event: %s\n") == 0)
		++*events;
}

struct attempt {
	cyaml_err_t error;
	size_t events_taken;
	struct scenario *scenario; /* NULL on error */
};

static void attempt_load(struct attempt *attempt, const struct emitted *emitted, bool count_events)
{
	size_t used = 0;
	cyaml_data_t *data = NULL;
	const cyaml_config_t config = {
		.log_fn = count_events ? count_event : NULL,
		.log_ctx = &attempt->events_taken,
		.log_level = CYAML_LOG_DEBUG,
		.mem_fn = count_memory,
		.mem_ctx = &used,
		.flags = CYAML_CFG_NO_ALIAS,
	};

	*attempt = (struct attempt){0};
	attempt->error = cyaml_load_data((const uint8_t *)emitted->text.items, emitted->text.count,
					 &config, &scenario_schema, &data, NULL);
	/* libyaml fails to begin for want of memory alone. */
	if (attempt->error == CYAML_ERR_LIBYAML_PARSER_INIT)
		mem_exhausted();
	if (attempt->error == CYAML_OK)
		attempt->scenario = data;
}

static void free_scenario(struct scenario *scenario)
{
	const cyaml_config_t config = {.mem_fn = count_memory, .flags = CYAML_CFG_NO_ALIAS};

	if (scenario)
		cyaml_free(&config, &scenario_schema, scenario, 0);
}

/* --- looking for faults -------------------------------------------------------- */

struct fault_search {
	struct doc_events *events;
	struct emitted *emitted;
	struct diag_list *diags;
	struct emit_window window; /* of the top level's steps */
	uint32_t list_end;	   /* of all of them */
};

/* The list of the top level's steps, or DOC_EVENTS_NONE if there is no such thing. */
static uint32_t find_steps(const struct doc_events *events)
{
	uint32_t key, value;

	if (events->items[0].kind != DOC_MAPPING)
		return DOC_EVENTS_NONE;
	for (uint32_t at = 1; doc_events_pair(events, &at, &key, &value);) {
		if (strcmp(events->items[key].value, "steps") == 0 &&
		    events->items[value].kind == DOC_SEQUENCE)
			return value;
	}
	return DOC_EVENTS_NONE;
}

static void set_window(struct fault_search *search, uint32_t from)
{
	const struct doc_events *events = search->events;
	uint32_t at = from, entry, count = 0;

	search->window.from = from;
	while (search->window.list != DOC_EVENTS_NONE && count < SEARCH_STEPS &&
	       doc_events_entry(events, &at, &entry))
		count++;
	search->window.to = at;
}

static void start_search(struct fault_search *search)
{
	uint32_t list = find_steps(search->events);

	search->window.list = list;
	search->list_end = list == DOC_EVENTS_NONE ? 0 : search->events->items[list].end - 1;
	set_window(search, list == DOC_EVENTS_NONE ? 0 : list + 1);
}

/* libcyaml failed for a reason that is not in the schema. */
static bool report_other(struct fault_search *search, struct diag_place place, cyaml_err_t error)
{
	if (error == CYAML_ERR_OOM)
		diag_add(search->diags, DIAG_ERROR, DIAG_WHOLE_FILE, DIAG_NO_MEMORY,
			 "the file needs too much memory");
	else
		diag_add(search->diags, DIAG_ERROR, place, "compare it with the lessons' files",
			 "cannot be read: %s", cyaml_strerror(error));
	return false;
}

/* Put aside what is around the fault.  False if the search cannot go on without it. */
static bool set_aside(struct fault_search *search, const struct spot *spot)
{
	struct doc_event *items = search->events->items;

	if (spot->step != DOC_EVENTS_NONE) {
		items[spot->step].dropped = true;
		set_window(search, spot->top_step);
		return true;
	}
	if (spot->top_key == DOC_EVENTS_NONE)
		return false;
	items[spot->top_key].dropped = true;
	return strcmp(items[spot->top_key].value, "steps") != 0;
}

static bool handle_fault(struct fault_search *search, const struct attempt *attempt)
{
	const struct emitted *emitted = search->emitted;
	size_t index = attempt->events_taken - EVENTS_BEFORE - 1;
	struct spot spot;
	uint32_t event;

	if (attempt->events_taken <= EVENTS_BEFORE || index >= emitted->origins.count)
		return report_other(search, DIAG_WHOLE_FILE, attempt->error);
	event = emitted->origins.items[index];
	if (attempt->error == CYAML_ERR_OOM || !spot_find(&spot, search->events, event) ||
	    !explain_spot(&spot, search->events, search->diags))
		return report_other(search, doc_event_place(&search->events->items[event]),
				    attempt->error);
	return set_aside(search, &spot);
}

/* Report what libcyaml finds, up to the number of faults that is worth reporting. */
static void find_faults(struct fault_search *search)
{
	bool going = true;

	start_search(search);
	while (going && !diag_is_full(search->diags)) {
		struct attempt attempt;

		emit_events(search->events, search->window, search->emitted);
		attempt_load(&attempt, search->emitted, true);
		if (attempt.error == CYAML_OK) {
			free_scenario(attempt.scenario);
			going = search->window.to < search->list_end;
			set_window(search, search->window.to);
		} else {
			going = handle_fault(search, &attempt);
		}
	}
}

/* --- the whole ------------------------------------------------------------------ */

static struct scenario *load_structs(struct doc_events *events, struct diag_list *diags)
{
	const struct emit_window whole = {.list = DOC_EVENTS_NONE};
	struct emitted emitted = {0};
	struct fault_search search = {.events = events, .emitted = &emitted, .diags = diags};
	size_t errors = diags->errors;
	struct attempt attempt;

	emit_events(events, whole, &emitted);
	attempt_load(&attempt, &emitted, false);
	if (!attempt.scenario) {
		find_faults(&search);
		if (diags->errors == errors)
			report_other(&search, DIAG_WHOLE_FILE, attempt.error);
	}
	emit_fini(&emitted);
	return attempt.scenario;
}

static bool prepare(struct doc_events *events, const struct source *source, struct diag_list *diags)
{
	if (source->length > SCENARIO_MAX_BYTES) {
		diag_add(diags, DIAG_ERROR, DIAG_WHOLE_FILE,
			 "use repeat for what is alike; `arenawalk import` takes long traces",
			 "the file is too large for a scenario");
		return false;
	}
	return read_events(events, source, diags) &&
	       desugar_events(events, &scenario_schema, diags);
}

bool scenario_load(const struct source *source, struct loaded *loaded, struct diag_list *diags)
{
	struct doc_events events = {0};
	struct scenario *scenario = NULL;
	size_t errors = diags->errors;

	if (prepare(&events, source, diags)) {
		rules_check(&events, diags);
		scenario = load_structs(&events, diags);
	}
	if (diags->errors > errors) {
		free_scenario(scenario);
		doc_events_fini(&events);
		diag_sort(diags);
		return false;
	}
	places_fill(&events, scenario);
	*loaded = (struct loaded){scenario, locate_adopt(&events)};
	return true;
}

void scenario_unload(struct loaded *loaded)
{
	free_scenario(loaded->scenario);
	locate_destroy(loaded->locate);
	*loaded = (struct loaded){0};
}
