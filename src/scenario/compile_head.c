/*
 * compile_head.c - what stands beside the steps: model, arenas, words.
 */
#include "scenario/compiler.h"

#include <stdio.h>
#include <string.h>

static const struct model *parse_model(struct compiler *c, const char *name)
{
	const struct model *model = model_find(name ? name : MODEL_USUAL);
	const char *names[32], *nearest;
	char hint[160];
	size_t count;

	if (model)
		return model;
	count = model_names(names, 32);
	nearest = model_of_version(name);
	if (!nearest)
		nearest = diag_nearest(name, names, count);
	snprintf(hint, sizeof hint, "%s%s%s`arenawalk models` lists them",
		 nearest ? "did you mean '" : "", nearest ? nearest : "", nearest ? "'? " : "");
	diag_add(c->diags, DIAG_ERROR, locate_value(c->locate, "model"), hint,
		 "unknown model '%s'", name);
	return model_at(0);
}

void compile_head(struct compiler *c, const struct scenario *scenario)
{
	struct program *program = &c->script->program;

	program->model = parse_model(c, scenario->model);
	program->placement = ARENAS_ALIGNED;
	if (scenario->arenas && strcmp(scenario->arenas, "page") == 0)
		program->placement = ARENAS_PAGE;
	else if (scenario->arenas && strcmp(scenario->arenas, "aligned") != 0)
		diag_add(c->diags, DIAG_ERROR, locate_value(c->locate, "arenas"),
			 "aligned is the textbook's, page is what mmap usually gives",
			 "arenas: '%s': must be aligned or page", scenario->arenas);
	if (scenario->arena_limit) {
		struct expr_error error = {0};
		struct expr expr;

		if (!expr_parse(scenario->arena_limit, &c->scope, &expr, &error) ||
		    !expr_eval(&expr, NULL, &program->arena_limit) || program->arena_limit == 0)
			diag_add(c->diags, DIAG_ERROR, locate_value(c->locate, "arena_limit"),
				 "for example arena_limit: 2; without it there is no limit",
				 "arena_limit: '%s': must be a number of arenas, at least 1",
				 scenario->arena_limit);
	}
	if (scenario->title)
		program->title = (struct words){scenario->title->en, scenario->title->zh};
	if (scenario->about)
		program->about = (struct words){scenario->about->en, scenario->about->zh};
}
