/* film.c - a run as a file that plays; see film.h. */
#include "export/film.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "draw/sink_cast.h"
#include "draw/sink_film.h"
#include "draw/sink_svg.h"
#include "session/hints.h"
#include "ui/scene_of.h"

#define WIDTH 80
#define HEIGHT 24
#define RECORDING_S 30   /* the length of what nobody has paced */
#define CHAPTER_COLUMNS 60
#define POSTER_MS 1500
#define FILM_BYTES 400000
#define CAST_BUSY_RATE 3.5 /* more cannot be read, and takes more bytes than all else */

static double first_of(double said, double otherwise)
{
	return said > 0 ? said : otherwise;
}

static struct player_options player_options_of(const struct film *film)
{
	const struct film_options *options = film->options;
	const struct script_hints *hints = &film->input->hints;
	const struct appearance *look = film->look;
	struct player_options player = {
		.pace = options->pace,
		.width = look->width ? look->width : WIDTH,
		.height = look->height ? look->height : HEIGHT,
		.to = film->to,
		.captions = options->captions,
	};
	bool is_paced = options->pace.step_s > 0 || options->pace.speed > 0;

	player.pace.step_s = first_of(options->pace.step_s, hints->step);
	player.pace.stop_s = first_of(options->pace.stop_s, hints->stop);
	player.pace.idle_s = first_of(options->pace.idle_s, hints->idle);
	player.pace.length_s = first_of(options->pace.length_s, hints->length);
	if (film->input->recording && !is_paced)
		player.pace.length_s = first_of(player.pace.length_s, RECORDING_S);
	return player;
}

struct ui_options film_ui_options(const struct film *film)
{
	static const char *const details[DETAIL_COUNT] = {"op", "step", "write"};
	const char *said = film->options->detail;
	struct ui_options ui = {
		.file = hints_file_name(film->input->source.name),
		.session.lang = lang_for(film->look->lang, film->look->ascii),
		.only_ascii = film->look->ascii,
		.still = film->look->still,
		.big = film->look->big,
		.holds_focus = film->input->hints.follows_pool,
		.focus = scene_focus_of(film->input),
	};

	hints_apply(film->input, &ui.session);
	for (int detail = 0; said && detail < DETAIL_COUNT; detail++)
		if (strcmp(said, details[detail]) == 0)
			ui.session.detail = (enum detail)detail;
	return ui;
}

const char *film_title(const struct film *film)
{
	const char *title = words_in(&film->input->program->title,
				     lang_for(film->look->lang, film->look->ascii));

	return title ? title : hints_file_name(film->input->source.name);
}

static struct cast_options cast_options_of(const struct film *film,
					   const struct player_options *player)
{
	const struct appearance *look = film->look;

	return (struct cast_options){
		.version = film->options->cast_version ? film->options->cast_version : 2,
		.width = player->width,
		.height = player->height,
		.title = film_title(film),
		.theme = look->theme ? look->theme : theme_find("dark"),
		.depth = appearance_depth(look, DEPTH_256),
		.ascii = look->ascii,
	};
}

static void mark_chapters(struct cast *cast, const struct input *input,
			  const struct player_frame *frame, uint64_t start_ms, enum lang lang)
{
	const struct timeline_index *index = timeline_index(input->timeline);

	for (size_t i = frame->chapters_from; i < frame->chapters_to; i++) {
		char label[CHAPTER_COLUMNS * 4 + 8];
		struct str out = str_init(label, sizeof label);

		player_chapter(&index->items[i], lang, CHAPTER_COLUMNS, &out);
		sink_cast_mark(cast, start_ms + frame->ms, label);
	}
}

/* The timeline comes back to where it stood. */
static void draw_poster(const struct input *input, const struct ui_options *ui_options,
			const struct film *film, struct canvas *canvas)
{
	struct position start = timeline_position(input->timeline);

	player_still(input->timeline, ui_options, *film->poster, canvas);
	timeline_seek(input->timeline, start);
}

bool film_cast(const struct film *film, FILE *out)
{
	const struct input *input = film->input;
	struct player_options player_options = player_options_of(film);
	struct ui_options ui_options = film_ui_options(film);
	struct cast_options cast_options = cast_options_of(film, &player_options);
	struct canvas *poster = canvas_new(player_options.width, player_options.height);
	uint64_t start_ms = 0;
	struct player *player;
	struct player_frame frame;
	struct cast *cast;
	bool good;

	if (!film->options->pace.rate)
		player_options.pace.busy_rate = CAST_BUSY_RATE;
	player = player_new(input->timeline, &ui_options, &player_options);
	cast = sink_cast_begin(out, &cast_options);
	if (film->poster) {
		draw_poster(input, &ui_options, film, poster);
		sink_cast_frame(cast, 0, poster);
		start_ms = POSTER_MS;
	}
	while (!ferror(out) && player_next(player, &frame)) {
		mark_chapters(cast, input, &frame, start_ms, ui_options.session.lang);
		sink_cast_frame(cast, start_ms + frame.ms, frame.canvas);
	}
	good = sink_cast_end(cast, start_ms + player_length_ms(player));
	canvas_destroy(poster);
	player_destroy(player);
	return good;
}

/* One attempt. */
static bool write_strip(const struct input *input, const struct ui_options *ui_options,
			const struct player_options *player_options,
			const struct svg_options *svg_options, const struct film *film, FILE *out)
{
	struct player *player = player_new(input->timeline, ui_options, player_options);
	struct sink_film *strip =
		sink_film_new(player_options->width, player_options->height, svg_options);
	struct canvas *poster = canvas_new(player_options->width, player_options->height);
	struct player_frame frame;
	bool good;

	while (player_next(player, &frame))
		sink_film_frame(strip, frame.ms, frame.canvas);
	if (film->poster) {
		draw_poster(input, ui_options, film, poster);
		sink_film_poster(strip, poster);
	}
	good = sink_film_end(strip, player_length_ms(player), out);
	player_destroy(player);
	canvas_destroy(poster);
	return good;
}

/* Films stand in pages, which are to load fast: where much happens at once, fewer frames of it
 * are kept, unless the call says how many it wants. */
bool film_svg(const struct film *film, FILE *out)
{
	static const double busy_rates[] = {0, 8, 4, 2, 1, 0.5, 0.25};
	const struct input *input = film->input;
	const struct appearance *look = film->look;
	struct player_options player_options = player_options_of(film);
	struct ui_options ui_options = film_ui_options(film);
	struct svg_options svg_options = {
		.theme = look->theme ? look->theme : theme_find("dark"),
		.depth = appearance_depth(look, DEPTH_TRUE),
		.ascii = look->ascii,
		.title = film_title(film),
		.description = words_in(&input->program->about, ui_options.session.lang),
		.language = lang_tag(ui_options.session.lang),
	};
	size_t attempts = film->options->pace.rate ? 1 : sizeof busy_rates / sizeof *busy_rates;
	struct position start = timeline_position(input->timeline);
	char *text = NULL;
	size_t length = 0;
	bool good = false;

	for (size_t i = 0; i < attempts && (i == 0 || length > FILM_BYTES); i++) {
		FILE *memory;

		free(text);
		text = NULL;
		memory = mem_stream(&text, &length);
		timeline_seek(input->timeline, start);
		player_options.pace.busy_rate = busy_rates[i];
		good = write_strip(input, &ui_options, &player_options, &svg_options, film, memory);
		good = fclose(memory) == 0 && good;
	}
	fwrite(text, 1, length, out);
	free(text);
	return good && !ferror(out);
}
