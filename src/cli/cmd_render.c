/* cmd_render.c - one frame as text, the state as JSON, or the run in words, without a terminal. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/complain.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"
#include "cli/calls.h"
#include "cli/options.h"
#include "cli/where.h"
#include "draw/sink_svg.h"
#include "draw/sink_text.h"
#include "export/film.h"
#include "export/json.h"
#include "export/output.h"
#include "export/sentences.h"
#include "export/storyboard.h"
#include "session/input.h"
#include "ui/scene_of.h"
#include "view/layout.h"
#include "view/tell.h"
#include "view/words_view.h"

#define DEFAULT_WIDTH 80
#define DEFAULT_HEIGHT 24
#define SCOUT_SLICE 65536
#define SCOUT_BEYOND 1000000 /* operations */

/* What was asked for, once it is found. */
struct rendering {
	const struct options *options;
	const struct input *input;
	bool has_from;           /* words tell where things stand if they begin somewhere */
	struct position from, poster;
	struct film film;        /* of a stretch; the timeline stands at its beginning */
};

static void draw_one(const struct scene *scene, struct canvas *canvas)
{
	struct layout_needs needs = layout_needs_of(scene->timeline);
	struct layout layout;

	needs.words = words_view_wanted(scene, canvas->width);
	layout_compute(&layout, canvas->width, canvas->height,
		       scene->options.stage.big ? PANE_BIG : PANE_COUNT, &needs);
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
	needs.words = words_view_wanted(&scenes[0], canvas->width);
	layout_beside(&layout, canvas->width, canvas->height, PANE_COUNT, 0, &needs);
	layout_draw_other(&layout, &scenes[1], canvas);
	layout_draw(&layout, &scenes[0], canvas, PANE_COUNT);
}

static struct scene_options scene_options_of(const struct options *options,
					     const struct input *input)
{
	return (struct scene_options){
		.file = input->source.name,
		.locale = {.lang = lang_for(options->look.lang, options->look.ascii),
			   .ascii = options->look.ascii},
		.transport = {.speed = 1, .detail = DETAIL_STEP},
		.viewpoint = {.held = input->hints.follows_pool, .focus = scene_focus_of(input)},
		.stage.big = options->look.big,
	};
}

/* The same in words, for those who cannot see it. */
static bool write_svg(const struct options *options, const struct scene *scene,
		      const struct canvas *canvas, FILE *out)
{
	char *words = mem_alloc(TELL_BYTES);
	struct str text = str_init(words, TELL_BYTES);
	const char *title = words_in(&scene->program->title, scene_lang(scene));
	struct svg_options svg = {
		.theme = options->look.theme ? options->look.theme : theme_find("dark"),
		.depth = appearance_depth(&options->look, DEPTH_TRUE),
		.ascii = options->look.ascii,
		.title = title ? title : scene->options.file,
		.description = words,
		.language = lang_tag(scene_lang(scene)),
	};
	bool good;

	tell_event(scene, &text);
	tell_state(scene, &text);
	good = sink_svg(canvas, &svg, out);
	free(words);
	return good;
}

enum picture { PICTURE_TEXT, PICTURE_ANSI, PICTURE_SVG };

static bool write_canvas(const struct rendering *rendering, enum picture picture,
			 const struct scene *scene, const struct canvas *canvas, FILE *out)
{
	const struct options *options = rendering->options;

	switch (picture) {
	case PICTURE_TEXT:
		return sink_text(canvas, options->look.ascii, out) &&
		       (!options->output.roles || (fputs("--\n", out), sink_roles(canvas, out)));
	case PICTURE_ANSI:
		return sink_ansi(canvas, options->look.theme ? options->look.theme : theme_at(0),
				 appearance_depth(&options->look, DEPTH_256), options->look.ascii, out);
	case PICTURE_SVG:
		return write_svg(options, scene, canvas, out);
	}
	return false;
}

static bool draw(const struct rendering *rendering, enum picture picture, FILE *out)
{
	const struct options *options = rendering->options;
	const struct input *input = rendering->input;
	int width = options->look.width ? options->look.width : DEFAULT_WIDTH;
	int height = options->look.height ? options->look.height : DEFAULT_HEIGHT;
	struct scene_options scene_options = scene_options_of(options, input);
	struct canvas *canvas = canvas_new(width, height);
	struct scene *scenes = mem_zero(PAIR_SIDES, sizeof *scenes);
	bool good;

	scene_prepare(&scenes[0], input->timeline, &scene_options);
	if (input->beside && !options->look.big)
		draw_beside(input, scenes, &scene_options, canvas);
	else
		draw_one(&scenes[0], canvas);
	good = write_canvas(rendering, picture, &scenes[0], canvas, out);
	free(scenes);
	canvas_destroy(canvas);
	return good;
}

/* -- formats ------------------------------------------------------------------------------- */

static bool write_text(const struct rendering *rendering, FILE *out)
{
	return draw(rendering, PICTURE_TEXT, out);
}

static bool write_ansi(const struct rendering *rendering, FILE *out)
{
	return draw(rendering, PICTURE_ANSI, out);
}

static bool write_picture(const struct rendering *rendering, FILE *out)
{
	return draw(rendering, PICTURE_SVG, out);
}

/* Of two sides an array. */
static bool write_json(const struct rendering *rendering, FILE *out)
{
	const struct input *input = rendering->input;
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

static bool write_words(const struct rendering *rendering, FILE *out)
{
	struct sentences_options words = {
		.scene = scene_options_of(rendering->options, rendering->input),
		.ascii = rendering->options->look.ascii,
		.from = rendering->has_from ? &rendering->from : NULL,
		.to = rendering->film.to};

	return sentences_tell(rendering->input->timeline, &words, out);
}

static bool write_cast(const struct rendering *rendering, FILE *out)
{
	return film_cast(&rendering->film, out);
}

static bool write_film(const struct rendering *rendering, FILE *out)
{
	return film_svg(&rendering->film, out);
}

static bool write_storyboard(const struct rendering *rendering, FILE *out)
{
	return storyboard_write(&rendering->film, rendering->options->output.path,
				rendering->options->output.force, out);
}

static const struct format {
	const char *name;
	const char *endings; /* of OUT that choose it; separated by blanks */
	enum output_kind kind;
	bool is_stretch;   /* of the run, from --from to --to; otherwise of one place */
	bool is_alone;     /* one model's run, not two side by side */
	bool needs_output; /* it is more than one file: their names come from -o */
	bool (*write)(const struct rendering *rendering, FILE *out);
} formats[] = {
	{"text", "txt text", OUTPUT_TEXT, false, false, false, write_text},
	{"ansi", "ansi ans", OUTPUT_TEXT, false, false, false, write_ansi},
	{"svg", "svg", OUTPUT_SVG, false, false, false, write_picture},
	{"json", "json", OUTPUT_JSON, false, false, false, write_json},
	{"words", "", OUTPUT_TEXT, true, true, false, write_words},
	{"cast", "cast", OUTPUT_CAST, true, false, false, write_cast},
	{"film", "", OUTPUT_SVG, true, false, false, write_film},
	{"storyboard", "md markdown", OUTPUT_STORYBOARD, true, false, true, write_storyboard},
};

#define FORMATS (sizeof formats / sizeof *formats)

const char *render_format_at(size_t index)
{
	return index < FORMATS ? formats[index].name : NULL;
}

/* NULL: there is none. */
static const char *ending_of(const char *path)
{
	const char *name = path ? path_name(path) : "", *dot = strrchr(name, '.');

	return dot && dot > name && dot[1] ? dot + 1 : NULL;
}

static bool has_ending(const struct format *format, const char *ending)
{
	size_t length = strlen(ending);

	for (const char *at = format->endings; *at; at += at[strcspn(at, " ")] == ' ') {
		size_t this = strcspn(at, " ");

		if (this == length && strncasecmp(at, ending, length) == 0)
			return true;
		at += this;
	}
	return false;
}

static void complain_of_ending(const char *ending)
{
	char hint[200];
	struct str out = str_init(hint, sizeof hint);

	str_add(&out, "say which with --format; known are");
	for (size_t i = 0; i < FORMATS; i++)
		if (*formats[i].endings)
			str_printf(&out, "%s .%.*s", i ? "," : "",
				   (int)strcspn(formats[i].endings, " "), formats[i].endings);
	complain(stderr, hint, "no format has files that end in .%s", ending);
}

/* What the call says, or the ending of OUT, or else text.  What there is was looked at with the
 * other options.  NULL, with a complaint: the ending says nothing. */
static const struct format *find_format(const struct options *options)
{
	const char *name = options->output.format;
	const char *ending = name ? NULL : ending_of(options->output.path);
	size_t i = 0;

	while (i < FORMATS && ((name && strcmp(formats[i].name, name) != 0) ||
			       (ending && !has_ending(&formats[i], ending))))
		i++;
	if (i == FORMATS) {
		complain_of_ending(ending);
		return NULL;
	}
	if (options->output.animate && formats[i].write == write_picture)
		while (formats[i].write != write_film)
			i++;
	return &formats[i];
}

static int write_out(const struct format *format, const struct rendering *rendering)
{
	struct output output;
	bool good;

	if (!output_open(&output, rendering->options->output.path, format->kind,
			 rendering->options->output.force))
		return EXIT_BAD_INPUT;
	errno = 0;
	good = format->write(rendering, output.out);
	return output_close(&output, good) ? EXIT_GOOD : EXIT_BAD_INPUT;
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

static bool is_before(const struct position *a, const struct position *b)
{
	return a->events != b->events ? a->events < b->events : a->steps < b->steps;
}

/* Go where the picture is to be taken, or find where a stretch begins and ends; the timeline is
 * left at its beginning.  Of a stretch --at is both. */
static bool find_place(const struct format *format, struct rendering *rendering)
{
	const struct options *options = rendering->options;
	struct timeline *timeline = rendering->input->timeline;
	const char *to = options->place.to ? options->place.to : options->place.at;
	const char *from = options->place.from ? options->place.from : options->place.at;

	rendering->film.to = (struct position){.events = UINT64_MAX};
	if (!format->is_stretch)
		return !options->place.at || where_go(timeline, "--at", options->place.at);
	if (to && !where_go(timeline, options->place.to ? "--to" : "--at", to))
		return false;
	if (to)
		rendering->film.to = timeline_position(timeline);
	if (options->place.poster && !where_go(timeline, "--poster", options->place.poster))
		return false;
	rendering->poster = timeline_position(timeline);
	rendering->film.poster = options->place.poster ? &rendering->poster : NULL;
	timeline_seek(timeline, (struct position){0});
	if (from && !where_go(timeline, options->place.from ? "--from" : "--at", from))
		return false;
	rendering->has_from = from != NULL;
	rendering->from = timeline_position(timeline);
	if (!is_before(&rendering->film.to, &rendering->from))
		return true;
	complain(stderr, "the beginning comes first: --from 3 --to 5",
		 "--to %s lies before --from %s", to, from);
	return false;
}

/* What goes with stretches alone, or not with this format. */
static bool suits_format(const struct options *options, const struct format *format)
{
	const char *end = options->place.from ? "--from" : options->place.to ? "--to" : NULL;

	if (options->output.animate && format->write != write_film)
		complain(stderr, "for example: --format svg --animate",
			 "--animate is for pictures as SVG, which can move");
	else if (format->is_stretch && options->place.at && end)
		complain(stderr, "--at tells of one place, --from and --to of all between two",
			 "%s does not go with --at", end);
	else if (format->is_alone && options->run.beside)
		complain(stderr, "tell one model's run, then the other's: --model",
			 "--beside needs a picture");
	else if (!format->is_stretch && end)
		complain(stderr, "a picture is taken --at one place",
			 "%s is for words, casts, films and storyboards", end);
	else if (format->needs_output && !options->output.path)
		complain(stderr, "for example -o notes/lesson.md: the pictures go beside it",
			 "--format %s is several files: it needs -o", format->name);
	else
		return true;
	return false;
}

static int run_render(const struct options *options)
{
	struct input_options input_options = {.model = options->run.model,
					      .beside = options->run.beside,
					      .memory_bytes = options->run.memory_bytes,
					      .preview = 100000};
	const struct format *format;
	struct rendering rendering = {
		.options = options, .film = {.look = &options->look, .options = &options->film}};
	struct input input;
	struct pair pair;
	int status = EXIT_BAD_INPUT;

	if (!options_one_file(options, &call_render,
			      "for example: arenawalk render lesson.yaml --at 3"))
		return EXIT_BAD_INPUT;
	if (!(format = find_format(options)))
		return EXIT_BAD_INPUT;
	if (!suits_format(options, format))
		return EXIT_BAD_INPUT;
	input_options.path = options->files[0];
	if (input_open(&input, &input_options)) {
		rendering.input = rendering.film.input = &input;
		pair = pair_of(input.timeline, input.beside);
		if (!format->is_alone)
			scout_for(&pair, format->is_stretch ? "end" : options->place.at);
		if (find_place(format, &rendering)) {
			pair = pair_of(input.timeline, input.beside); /* both there */
			status = write_out(format, &rendering);
		}
	}
	input_close(&input);
	return status;
}

const struct call call_render = {
	.name = "render",
	.arguments = "FILE",
	.what = N_("a picture, a film, the state, or the run in words, without a terminal"),
	.options = {OPT_MODEL, OPT_BESIDE, OPT_MEMORY, OPT_AT, OPT_FROM, OPT_TO, OPT_FORMAT,
		    OPT_ANIMATE, OPT_ROLES, OPT_OUTPUT, OPT_FORCE, OPT_THEME, OPT_COLORS,
		    OPT_NO_COLOR, OPT_ASCII, OPT_SIZE, OPT_BIG, OPT_STILL, OPT_DETAIL, OPT_STEP,
		    OPT_STOP, OPT_SPEED, OPT_IDLE, OPT_LENGTH, OPT_RATE, OPT_CAPTIONS, OPT_POSTER,
		    OPT_CAST_VERSION},
	.operands = TAKES_SCENARIO | TAKES_RECORDING,
	.run = run_render,
};
