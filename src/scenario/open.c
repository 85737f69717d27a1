/* open.c - from a file's text to a program; see open.h. */
#include "scenario/open.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/load.h"
#include "scenario/script.h"

static bool parse_place(const char *text, uint64_t *slot, uint32_t *pool)
{
	int end = 0;

	return sscanf(text, "%9" SCNu64 ":%9u%n", slot, pool, &end) == 2 && text[end] == '\0' &&
	       text[0] != '-';
}

/* Numbers that say how fast; all of them may be left out. */
static const struct pace_key {
	const char *key;
	size_t text, value; /* in struct view_hints, in struct script_hints */
	double least, most;
	const char *hint;
} pace_keys[] = {
#define PACE(key, least, most, hint)                                                               \
	{#key, offsetof(struct view_hints, key), offsetof(struct script_hints, key), least, most,  \
	 hint}
	PACE(speed, 0.1, 1000, "speed: 2 plays twice as fast, speed: 0.5 half as fast"),
	PACE(step, 0.01, 60, "step: 0.5 is half a second from one step to the next"),
	PACE(stop, 0.1, 600, "stop: 5 shows each narration for five seconds; without it, as long as "
			     "reading takes"),
	PACE(idle, 0.1, 600, "idle: 3 lets nothing stand still for longer, in casts and films"),
	PACE(length, 1, 3600, "length: 30 makes casts and films of the whole run 30 seconds long"),
#undef PACE
};

static void parse_paces(const struct view_hints *view, const struct locate *locate,
			struct diag_list *diags, struct script_hints *hints)
{
	for (size_t i = 0; i < sizeof pace_keys / sizeof *pace_keys; i++) {
		const struct pace_key *pace = &pace_keys[i];
		const char *text = *(char *const *)((const char *)view + pace->text);
		char path[32], *end = NULL;
		double value;

		if (!text)
			continue;
		value = strtod(text, &end);
		memcpy((char *)hints + pace->value, &value, sizeof value);
		snprintf(path, sizeof path, "view.%s", pace->key);
		if (*end || end == text || !(value >= pace->least && value <= pace->most))
			diag_add(diags, DIAG_ERROR, locate_value(locate, path), pace->hint,
				 "%s: '%s': must be a number from %g to %g", pace->key, text,
				 pace->least, pace->most);
	}
}

static void parse_hints(const struct scenario *scenario, const struct locate *locate,
			struct diag_list *diags, struct script_hints *hints)
{
	static const char *const details[] = {"", "operation", "step", "write"};
	const struct view_hints *view = scenario->view;

	if (!view)
		return;
	if (view->follow && strcmp(view->follow, "action") != 0) {
		hints->follows_pool = parse_place(view->follow, &hints->slot, &hints->pool);
		if (!hints->follows_pool)
			diag_add(diags, DIAG_ERROR, locate_value(locate, "view.follow"),
				 "follow: 0:3 stays with pool 3 of arena 0",
				 "follow: '%s': must be action, or arena:pool as in 0:3",
				 view->follow);
	}
	parse_paces(view, locate, diags, hints);
	for (enum hint_detail k = HINT_OPERATION; view->detail && k <= HINT_WRITE; k++)
		if (strcmp(view->detail, details[k]) == 0)
			hints->detail = k;
	if (view->detail && hints->detail == HINT_NO_DETAIL)
		diag_add(diags, DIAG_ERROR, locate_value(locate, "view.detail"),
			 "how far one key press goes; without it, a step",
			 "detail: '%s': must be operation, step or write", view->detail);
}

struct program *scenario_open(const struct source *source, struct diag_list *diags,
			      struct script_hints *hints)
{
	struct script_hints none = {0};
	struct loaded loaded = {0};
	struct script *script;

	hints = hints ? hints : &none;
	*hints = none;
	if (!scenario_load(source, &loaded, diags))
		return NULL;
	parse_hints(loaded.scenario, loaded.locate, diags, hints);
	script = script_compile(&loaded, diags);
	if (loaded.scenario)
		scenario_unload(&loaded);
	if (script && diags->errors) {
		program_destroy(&script->program);
		script = NULL;
	}
	return script ? &script->program : NULL;
}
