/* cmd_render.c - one frame as text, or the state as JSON, without a terminal. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/complain.h"
#include "cli/json.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/where.h"
#include "draw/sink_text.h"
#include "view/layout.h"

#define DEFAULT_WIDTH 80
#define DEFAULT_HEIGHT 24
#define SCOUT_SLICE 65536
#define SCOUT_BEYOND 1000000 /* operations */

static bool is_format(const char *name)
{
	return strcmp(name, "text") == 0 || strcmp(name, "ansi") == 0 || strcmp(name, "json") == 0;
}

static bool no_colour(const struct options *options)
{
	const char *value = getenv("NO_COLOR");

	return options->no_colour || (value && *value);
}

static void draw_one(const struct scene *scene, struct canvas *canvas)
{
	struct layout layout;

	layout_compute(&layout, canvas->width, canvas->height,
		       scene->options.big ? PANE_BIG : PANE_COUNT);
	layout_draw(&layout, scene, canvas, PANE_COUNT);
}

/* The first of [scenes] is prepared. */
static void draw_beside(const struct input *input, struct scene scenes[PAIR_SIDES],
			const struct scene_options *options, struct canvas *canvas)
{
	struct pair pair = pair_of(input->timeline, input->beside);
	struct layout layout;

	scene_prepare(&scenes[1], input->beside, options);
	scene_put_beside(&scenes[0], &scenes[1], &pair, 0);
	layout_beside(&layout, canvas->width, canvas->height, PANE_COUNT, 0);
	layout_draw_other(&layout, &scenes[1], canvas);
	layout_draw(&layout, &scenes[0], canvas, PANE_COUNT);
}

static bool draw(const struct options *options, const struct input *input, FILE *out)
{
	int width = options->width ? options->width : DEFAULT_WIDTH;
	int height = options->height ? options->height : DEFAULT_HEIGHT;
	struct scene_options scene_options = {
		.file = input->source.name,
		.chinese = options->chinese && !options->ascii,
		.speed = 1,
		.detail = DETAIL_STEP,
		.big = options->big,
		.held = input->hints.follows_pool,
		.focus = {input->hints.follows_pool, input->hints.slot, input->hints.pool},
	};
	struct canvas *canvas = canvas_new(width, height);
	struct scene *scenes = calloc(PAIR_SIDES, sizeof *scenes);
	bool good = scenes != NULL;

	if (good) {
		scene_prepare(&scenes[0], input->timeline, &scene_options);
		if (input->beside && !options->big)
			draw_beside(input, scenes, &scene_options, canvas);
		else
			draw_one(&scenes[0], canvas);
		if (options->format && strcmp(options->format, "ansi") == 0)
			good = sink_ansi(canvas, options->theme,
					 no_colour(options) ? DEPTH_MONO : DEPTH_256,
					 options->ascii, out);
		else
			good = sink_text(canvas, options->ascii, out);
	}
	free(scenes);
	canvas_destroy(canvas);
	return good;
}

static const char *write_hint(int error)
{
	return error == ENOENT ? "make its folder first: mkdir -p" : diag_errno_hint(error);
}

/* Of two sides an array. */
static bool write_json(const struct input *input, FILE *out)
{
	bool good;

	if (!input->beside)
		return json_state(input, input->timeline, out);
	fputc('[', out);
	good = json_state(input, input->timeline, out);
	fputc(',', out);
	good = json_state(input, input->beside, out) && good;
	fputs("]\n", out);
	return good && ferror(out) == 0;
}

static int write_out(const struct options *options, const struct input *input)
{
	FILE *out = options->output ? fopen(options->output, "w") : stdout;
	bool good;

	if (!out) {
		complain(stderr, write_hint(errno), "cannot write %s: %s", options->output,
			 strerror(errno));
		return EXIT_BAD_INPUT;
	}
	if (options->format && strcmp(options->format, "json") == 0)
		good = write_json(input, out);
	else
		good = draw(options, input, out);
	good = (out == stdout ? fflush(out) : fclose(out)) == 0 && good;
	if (!good)
		complain(stderr, write_hint(errno), "cannot write %s: %s",
			 options->output ? options->output : "standard output", strerror(errno));
	return good ? EXIT_GOOD : EXIT_BAD_INPUT;
}

/* Run ahead to the end, for marks and totals; of a run of millions only as far as an operation
 * that is asked for by number needs. */
static void scout_for(struct pair *pair, const char *at)
{
	bool by_number = !at || (*at >= '0' && *at <= '9');
	uint64_t enough = (at && by_number ? strtoull(at, NULL, 10) : 0) + SCOUT_BEYOND;

	while (!by_number || pair_operations(pair) < enough)
		if (!pair_scout(pair, SCOUT_SLICE))
			break;
}

int cmd_render(const struct options *options)
{
	struct input_options input_options = {.model = options->model,
					      .beside = options->beside,
					      .memory_bytes = options->memory_bytes,
					      .preview = 100000};
	struct input input;
	struct pair pair;
	int status = EXIT_BAD_INPUT;

	if (!options_one_file(options, "render", "for example: arenawalk render lesson.yaml --at 3"))
		return EXIT_BAD_INPUT;
	if (options->format && !is_format(options->format)) {
		complain(stderr, "text, ansi or json", "--format: '%s' is not understood",
			 options->format);
		return EXIT_BAD_INPUT;
	}
	input_options.path = options->files[0];
	if (input_open(&input, &input_options)) {
		pair = pair_of(input.timeline, input.beside);
		scout_for(&pair, options->at);
		if (!options->at || where_go(input.timeline, options->at)) {
			pair = pair_of(input.timeline, input.beside); /* both there */
			status = write_out(options, &input);
		}
	}
	input_close(&input);
	return status;
}
