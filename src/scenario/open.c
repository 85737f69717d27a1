/* open.c - from a file's text to a program; see open.h. */
#include "scenario/open.h"

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

static void parse_hints(const struct scenario *scenario, const struct locate *locate,
			struct diag_list *diags, struct script_hints *hints)
{
	static const char *const details[] = {"", "operation", "step", "write"};
	const struct view_hints *view = scenario->view;
	char *end = NULL;

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
	if (view->speed) {
		hints->speed = strtod(view->speed, &end);
		if (*end || !(hints->speed >= 0.1 && hints->speed <= 1000))
			diag_add(diags, DIAG_ERROR, locate_value(locate, "view.speed"),
				 "speed: 2 plays twice as fast, speed: 0.5 half as fast",
				 "speed: '%s': must be a number from 0.1 to 1000", view->speed);
	}
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
