/* cmd_render.c - one frame as text, the state as JSON, or the run in words, without a terminal. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/complain.h"
#include "cli/json.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/where.h"
#include "cli/words.h"
#include "draw/sink_text.h"
#include "view/layout.h"
#include "view/words.h"

#define DEFAULT_WIDTH 80
#define DEFAULT_HEIGHT 24
#define SCOUT_SLICE 65536
#define SCOUT_BEYOND 1000000 /* operations */

static bool is_format(const char *name)
{
	static const char *const names[] = {"text", "ansi", "json", "words"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* The picture goes who knows where: true colour only for who asks for it. */
static enum colour_depth depth_of(const struct options *options)
{
	const char *no_color = getenv("NO_COLOR");

	if (options->no_colour)
		return DEPTH_MONO;
	if (options->says_depth)
		return options->depth;
	return no_color && *no_color ? DEPTH_MONO : DEPTH_256;
}

static void draw_one(const struct scene *scene, struct canvas *canvas)
{
	struct layout_needs needs = layout_needs_of(scene->timeline);
	struct layout layout;

	needs.words = words_wanted(scene, canvas->width);
	layout_compute(&layout, canvas->width, canvas->height,
		       scene->options.big ? PANE_BIG : PANE_COUNT, &needs);
	layout_draw(&layout, scene, canvas, PANE_COUNT);
}

/* The first of [scenes] is prepared. */
static void draw_beside(const struct input *input, struct scene scenes[PAIR_SIDES],
			const struct scene_options *options, struct canvas *canvas)
{
	struct pair pair = pair_of(input->timeline, input->beside);
	struct layout_needs needs = layout_needs_of(input->timeline);
	struct layout layout;

	scene_prepare(&scenes[1], input->beside, options);
	scene_put_beside(&scenes[0], &scenes[1], &pair, 0);
	needs.words = words_wanted(&scenes[0], canvas->width);
	layout_beside(&layout, canvas->width, canvas->height, PANE_COUNT, 0, &needs);
	layout_draw_other(&layout, &scenes[1], canvas);
	layout_draw(&layout, &scenes[0], canvas, PANE_COUNT);
}

static bool is_words(const struct options *options)
{
	return options->format && strcmp(options->format, "words") == 0;
}

static struct scene_options scene_options_of(const struct options *options,
					     const struct input *input)
{
	return (struct scene_options){
		.file = input->source.name,
		.chinese = options->chinese && !options->ascii,
		.ascii = options->ascii,
		.speed = 1,
		.detail = DETAIL_STEP,
		.big = options->big,
		.held = input->hints.follows_pool,
		.focus = {input->hints.follows_pool, input->hints.slot, input->hints.pool},
	};
}

static bool draw(const struct options *options, const struct input *input, FILE *out)
{
	int width = options->width ? options->width : DEFAULT_WIDTH;
	int height = options->height ? options->height : DEFAULT_HEIGHT;
	struct scene_options scene_options = scene_options_of(options, input);
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
			good = sink_ansi(canvas, options->theme ? options->theme : theme_at(0),
					 depth_of(options), options->ascii, out);
		else
			good = sink_text(canvas, options->ascii, out);
	}
	free(scenes);
	canvas_destroy(canvas);
	return good;
}

/* From one place to another; --at is both of them. */
static bool tell(const struct options *options, const struct input *input,
		 const struct position *from, struct position to, FILE *out)
{
	struct words_options words = {.scene = scene_options_of(options, input),
				      .ascii = options->ascii,
				      .from = from,
				      .to = to};

	return words_tell(input->timeline, &words, out);
}

static const char *write_hint(int error)
{
	return error == ENOENT ? "make its folder first: mkdir -p" : diag_errno_hint(error);
}

/* What words are to be about. */
struct stretch {
	bool has_from;
	struct position from, to;
};

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

static int write_out(const struct options *options, const struct input *input,
		     const struct stretch *stretch)
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
	else if (is_words(options))
		good = tell(options, input, stretch->has_from ? &stretch->from : NULL, stretch->to,
			    out);
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

/* Go where the picture is to be taken, or find where words begin and end; the timeline is left at
 * the latter. */
static bool find_place(const struct options *options, struct timeline *timeline,
		       struct stretch *stretch)
{
	const char *from = is_words(options) && !options->from ? options->at : options->from;

	stretch->to = (struct position){.events = UINT64_MAX};
	if (options->at && !where_go(timeline, "--at", options->at))
		return false;
	if (!is_words(options))
		return true;
	if (options->at)
		stretch->to = timeline_position(timeline);
	if (options->to && !where_go(timeline, "--to", options->to))
		return false;
	if (options->to)
		stretch->to = timeline_position(timeline);
	stretch->has_from = from != NULL;
	if (from && !where_go(timeline, "--from", from))
		return false;
	stretch->from = timeline_position(timeline);
	return true;
}

/* What goes with words alone, or not with them. */
static bool suits_format(const struct options *options)
{
	const char *wrong = options->from ? "--from" : options->to ? "--to" : NULL;

	if (is_words(options) && options->at && wrong) {
		complain(stderr, "--at tells of one place, --from and --to of all between two",
			 "%s does not go with --at", wrong);
		return false;
	}
	if (is_words(options) && options->beside) {
		complain(stderr, "tell one model's run, then the other's: --model",
			 "--beside needs a picture");
		return false;
	}
	if (is_words(options) || !wrong)
		return true;
	complain(stderr, "a picture is taken --at one place", "%s is for --format words", wrong);
	return false;
}

int cmd_render(const struct options *options)
{
	struct input_options input_options = {.model = options->model,
					      .beside = options->beside,
					      .memory_bytes = options->memory_bytes,
					      .preview = 100000};
	struct stretch stretch = {0};
	struct input input;
	struct pair pair;
	int status = EXIT_BAD_INPUT;

	if (!options_one_file(options, "render", "for example: arenawalk render lesson.yaml --at 3"))
		return EXIT_BAD_INPUT;
	if (options->format && !is_format(options->format)) {
		complain(stderr, "text, ansi, json or words", "--format: '%s' is not understood",
			 options->format);
		return EXIT_BAD_INPUT;
	}
	if (!suits_format(options))
		return EXIT_BAD_INPUT;
	input_options.path = options->files[0];
	if (input_open(&input, &input_options)) {
		pair = pair_of(input.timeline, input.beside);
		if (!is_words(options))
			scout_for(&pair, options->at);
		if (find_place(options, input.timeline, &stretch)) {
			pair = pair_of(input.timeline, input.beside); /* both there */
			status = write_out(options, &input, &stretch);
		}
	}
	input_close(&input);
	return status;
}
