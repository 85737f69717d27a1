/* storyboard.c - a page of stops; see storyboard.h. */
#include "export/storyboard.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "draw/sink_svg.h"
#include "export/film.h"
#include "export/output.h"
#include "ui/offline_player.h"
#include "view/tell.h"

#define WIDTH 100
#define HEIGHT 30
#define STOPS_MOST 999
#define HEADING_COLUMNS 72
#define ALTERNATIVE_BYTES 400

struct board {
	const struct film *film;
	const struct input *input; /* the film's */
	const char *page;    /* the file's name */
	bool force;
	FILE *out;
	enum lang lang;
	struct ui_options ui_options;
	struct canvas *canvas;
	char stem[PATH_MAX]; /* of the pictures' names, with their folder */
	uint64_t from;       /* events */
	unsigned count;      /* of stops so far */
	char picture[STORYBOARD_PATH]; /* the name of the latest */
};

/* Words of a person, with nothing that Markdown would take for its own; folded text ends in a line
 * break that is not wanted. */
static void put_words(const char *text, FILE *out)
{
	const char *end = text + strlen(text);

	while (end > text && end[-1] == '\n')
		end--;
	while (text < end) {
		size_t length = strcspn(text, "\\`*_[]<>");

		length = length < (size_t)(end - text) ? length : (size_t)(end - text);
		utf8_put_plain(text, length, out);
		text += length;
		if (text < end)
			fprintf(out, "\\%c", *text++);
	}
}

/* A file's name where a link is expected; letters of other alphabets stay as they are. */
static void put_link(const char *name, FILE *out)
{
	for (; *name; name++)
		if (strchr(" ()<>[]\\\"'%?#&*_`", *name) || (unsigned char)*name < 0x20)
			fprintf(out, "%%%02X", (unsigned char)*name);
		else
			putc(*name, out);
}

/* Of what a picture's description says, one line: where the run is and how things stand, without
 * what hangs below (that is indented). */
static void put_alternative(const char *description, FILE *out)
{
	char text[ALTERNATIVE_BYTES];
	struct str line = str_init(text, sizeof text);

	while (*description) {
		size_t length = strcspn(description, "\n");

		if (length > 0 && *description != ' ' && line.length + length < sizeof text - 8)
			str_printf(&line, "%s%.*s", line.length ? " · " : "", (int)length, description);
		description += length + (description[length] == '\n');
	}
	put_words(text, out);
}

static bool write_picture(struct board *board, const char *words, const char *path)
{
	const struct appearance *look = board->film->look;
	struct svg_options svg = {
		.theme = look->theme ? look->theme : theme_find("light"),
		.depth = appearance_depth(look, DEPTH_TRUE),
		.ascii = look->ascii,
		.title = film_title(board->film),
		.description = words,
		.language = lang_tag(board->lang),
	};
	struct output output;

	return output_open(&output, path, OUTPUT_SVG, board->force) &&
	       output_close(&output, sink_svg(board->canvas, &svg, output.out));
}

/* The question's choices; the answer is folded away. */
static void put_question(const struct board *board, const struct ui *ui,
			 const struct moment *moment)
{
	const char *because = words_in(&moment->stop->because, board->lang);

	for (int i = 0; i < ui->session.quiz.count; i++) {
		fprintf(board->out, "%d. ", i + 1);
		put_words(ui->session.quiz.texts[i], board->out);
		putc('\n', board->out);
	}
	if (ui->session.quiz.count == 0)
		return;
	fprintf(board->out, "\n<details><summary>%s</summary>\n\n",
		lang_text(board->lang, "Answer"));
	put_words(ui->session.quiz.texts[ui->session.quiz.right], board->out);
	fputs(lang_text(board->lang, "."), board->out);
	if (because) {
		putc(' ', board->out);
		put_words(because, board->out);
	}
	fputs("\n\n</details>\n\n", board->out);
}

static void put_stop(const struct board *board, const struct ui *ui,
		     const struct moment *moment, const char *description, const char *picture)
{
	const char *words = moment->name ? NULL : words_in(&moment->stop->words, board->lang);
	char heading[HEADING_COLUMNS * 4 + 8];
	struct str text = str_init(heading, sizeof heading);

	player_chapter(moment, board->lang, HEADING_COLUMNS, &text);
	fprintf(board->out, "## %u. ", board->count);
	put_words(heading, board->out);
	fputs("\n\n![", board->out);
	put_alternative(description, board->out);
	fputs("](", board->out);
	put_link(path_name(picture), board->out);
	fputs(")\n\n", board->out);
	if (words) {
		put_words(words, board->out);
		fputs("\n\n", board->out);
	}
	if (!moment->name && moment->stop->kind == EVENT_ASK)
		put_question(board, ui, moment);
}

static void name_picture(struct board *board)
{
	snprintf(board->picture, sizeof board->picture, "%s-%02u.svg", board->stem, board->count);
}

static bool add_stop(struct board *board, const struct moment *moment)
{
	struct ui *ui = mem_zero(1, sizeof *ui);
	char *description = mem_alloc(TELL_BYTES);
	struct str text = str_init(description, TELL_BYTES);
	bool good;

	board->count++;
	name_picture(board);
	ui_init(ui, board->input->timeline, &board->ui_options);
	pair_seek(&ui->session.pair, (struct position){.events = moment->events});
	canvas_reset(board->canvas, board->canvas->width, board->canvas->height);
	ui_draw(ui, board->canvas);
	tell_state(ui_scene(ui), &text);
	good = write_picture(board, description, board->picture);
	put_stop(board, ui, moment, description, board->picture);
	free(description);
	ui_fini(ui);
	free(ui);
	return good;
}

/* Narrated stops; of a run without narration, its marks. */
static bool is_wanted(const struct timeline_index *index, const struct moment *moment)
{
	bool narrated = false;

	for (size_t i = 0; i < index->count && !narrated; i++)
		narrated = index->items[i].name == NULL;
	return narrated ? moment->name == NULL : true;
}

static void put_head(const struct board *board)
{
	const char *about = words_in(&board->input->program->about, board->lang);

	fputs("# ", board->out);
	put_words(film_title(board->film), board->out);
	fputs("\n\n", board->out);
	if (about) {
		put_words(about, board->out);
		fputs("\n\n", board->out);
	}
	fprintf(board->out, lang_text(board->lang, "Model: %s."),
		timeline_world(board->input->timeline)->heap.model->name);
	fputs("\n\n", board->out);
}

/* "notes/lesson.md": "notes/lesson". */
static void set_stem(struct board *board)
{
	const char *dot = strrchr(path_name(board->page), '.');
	size_t length = dot && dot > path_name(board->page)
				? (size_t)(dot - board->page)
				: strlen(board->page);

	snprintf(board->stem, sizeof board->stem, "%.*s", (int)length, board->page);
}

static bool is_asked_for(const struct board *board, const struct moment *moment)
{
	return moment->events >= board->from && moment->events <= board->film->to.events &&
	       board->count < STOPS_MOST &&
	       is_wanted(timeline_index(board->input->timeline), moment);
}

/* Before the first is written: whether there is anything that none of them may replace. */
static bool may_write_all(struct board *board)
{
	const struct timeline_index *index = timeline_index(board->input->timeline);
	bool good = true;

	for (size_t i = 0; i < index->count && good; i++) {
		if (!is_asked_for(board, &index->items[i]))
			continue;
		board->count++;
		name_picture(board);
		good = output_may(board->picture, OUTPUT_SVG, board->force);
	}
	board->count = 0;
	return good;
}

bool storyboard_write(const struct film *film, const char *page, bool force, FILE *out)
{
	const struct input *input = film->input;
	const struct appearance *look = film->look;
	const struct timeline_index *index = timeline_index(input->timeline);
	struct board board = {
		.film = film,
		.input = input,
		.page = page,
		.force = force,
		.out = out,
		.from = timeline_position(input->timeline).events,
		.ui_options = film_ui_options(film),
		.canvas = canvas_new(look->width ? look->width : WIDTH,
				     look->height ? look->height : HEIGHT),
	};
	bool good;

	board.lang = board.ui_options.session.lang;
	board.ui_options.still = true;
	set_stem(&board);
	good = may_write_all(&board);
	put_head(&board);
	for (size_t i = 0; i < index->count && good; i++)
		if (is_asked_for(&board, &index->items[i]))
			good = add_stop(&board, &index->items[i]);
	canvas_destroy(board.canvas);
	if (!good)
		errno = 0; /* it has been told */
	return good && !ferror(out);
}
