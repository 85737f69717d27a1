/*
 * strip_view.c - the timeline: where we are, marks, stops; and the keys that matter.
 *
 *	├────────●──◆────────•────────┤  ←/→ step  space play  ? help
 */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "view/strip.h"
#include "view/view.h"

#define MARGIN 1       /* left of the line */
#define GAP 2          /* behind it */
#define LEAST_LINE 12  /* a line shorter than this is worth less than the keys beside it */
#define USUAL_LINE 20
#define TEXT_COLUMNS 54 /* beside the line: the usual keys */
#define TEXT_MOST 62    /* where there are more columns than the line needs */
#define HELP_COLUMNS 8  /* of a narrow screen: one key */
#define MESSAGE_BYTES 128

/* -- the scale --------------------------------------------------------------------------- */

static bool is_stop(const struct moment *moment)
{
	return moment->name == NULL;
}

/* Operation 3 and two of its three stops: 3.5; [share]: of the way to what comes next. */
static double value(const struct moment_group *group, uint64_t passed, double share)
{
	return (double)group->operations +
	       ((double)passed + share) / (double)(group->stops + 1);
}

static double value_of_position(const struct scene *scene)
{
	const struct current *current = &scene->current;
	bool under_way = scene->position.steps || scene->position.writes;
	struct moment_group group = moments_after(scene->index, scene->operations - under_way);
	double share = 0;

	if (!under_way)
		return value(&group, moments_stops_passed(scene->index, &group, scene->position.events), 0);
	if (current->step_count > 0)
		share = (double)current->steps_done / (double)current->step_count;
	return value(&group, group.stops, share);
}

static double value_of_end(const struct scene *scene)
{
	struct moment_group group = moments_after(scene->index, scene->index->operations);

	return value(&group, group.stops, 0);
}

/* [end]: value_of_end(). */
static int column_of(double end, double at, int width)
{
	if (at >= end)
		return end > 0 ? width - 1 : 0;
	return (int)(at / end * (double)(width - 1) + 0.5);
}

/* -- drawing ----------------------------------------------------------------------------- */

struct strip_parts {
	char text[256]; /* beside the line: a message, more urgent than the keys, or keys */
	int text_x;
	int width;        /* of the line; 0 = the message needs all the room */
};

/* The width of the line follows from the room alone, whatever stands beside it: what is drawn above
 * the line must stay above its moments, and a moment where it is. */
static int line_width(int room)
{
	int text = room >= 2 * (TEXT_MOST + GAP)            ? TEXT_MOST
		   : room >= TEXT_COLUMNS + USUAL_LINE ? TEXT_COLUMNS
		   : room >= LEAST_LINE + HELP_COLUMNS ? HELP_COLUMNS
						       : 0;

	return text ? room - MARGIN - GAP - text : room - 2 * MARGIN;
}

/* What is to be typed next, if something is, in [forms] of decreasing length.  Where there is no
 * room for anything else it is said instead of the timeline. */
static int urgent_keys(const struct scene *scene, const char *forms[2], char *buffer, size_t bytes)
{
	const struct question *question = &scene->options.question;
	uint64_t times = scene->options.status.count;
	struct str out = str_init(buffer, bytes);

	if (times > 0) {
		str_printf(&out,
			   tr(scene, " %s ×  <back:←>/<step:→> step  <last:G> to that op  "
				     "<leave:Esc> forget it "),
			   thousands(times).text);
		str_char(&out, '\n');
		str_printf(&out, tr(scene, " %s × "), thousands(times).text);
	} else if (scene->fit.words_go_on) {
		str_add(&out, tr(scene, " <next-stop:PgDn> reads on  <help:?> help "));
		str_add(&out, "\n");
		str_add(&out, tr(scene, " <next-stop:PgDn> reads on "));
	} else if (question->count > 0 && question->chosen < 0) {
		str_printf(&out, tr(scene, " 1-%d answer  <step:→> passes it  <help:?> help "),
			   question->count);
		str_char(&out, '\n');
		str_printf(&out, tr(scene, " 1-%d answer "), question->count);
	} else {
		return 0;
	}
	forms[0] = buffer;
	forms[1] = strchr(buffer, '\n') + 1;
	buffer[strcspn(buffer, "\n")] = '\0';
	return 2;
}

/* What the keys do that are needed most just here. */
static const char *keys_of(const struct scene *scene)
{
	if (scene->options.stage.level == LEVEL_BYTES)
		return tr(scene,
			  " <back:←>/<step:→> step  <previous-item:{> <next-item:}> <next-row:J> "
			  "<previous-row:K> select  <leave:Esc> out  <help:?> help ");
	if (scene->options.stage.level != LEVEL_NONE)
		return tr(scene,
			  " <back:←>/<step:→> step  <previous-item:{> <next-item:}> <next-row:J> "
			  "<previous-row:K> select  <zoom:Enter> in  <leave:Esc> out  <help:?> "
			  "help ");
	if (scene->options.stage.enlarged)
		return tr(
			scene,
			" <back:←>/<step:→> step  <play:space> play  <coarser:↑>/<finer:↓> detail  "
			"<leave:Esc> out  <help:?> help ");
	if (scene->beside.other)
		return tr(scene, " <back:←>/<step:→> step  <next-pane:Tab> other side  "
				 "<next-parting:d> where they part  <help:?> help ");
	return tr(scene,
		  " <back:←>/<step:→> step  <play:space> play  <coarser:↑>/<finer:↓> detail  "
		  "<help:?> help  <quit:q> quit ");
}

static void set_text(const struct scene *scene, const char *text, struct strip_parts *parts)
{
	struct str out = str_init(parts->text, sizeof parts->text);

	scene_hint(scene, text, &out);
}

/* The keys, in as many words as there is room for. */
static void set_keys(const struct scene *scene, int room, struct strip_parts *parts)
{
	set_text(scene, keys_of(scene), parts);
	if (utf8_columns(parts->text) > room)
		set_text(scene, tr(scene, " <help:?> help "), parts);
	if (utf8_columns(parts->text) > room)
		parts->text[0] = '\0';
}

/* What the user is told; NULL = nothing. */
static const char *message_of(const struct scene *scene, char *buffer, size_t bytes)
{
	struct str out = str_init(buffer, bytes);

	if (!scene->fit.hidden)
		return scene->options.status.message;
	scene_hint(scene, tr(scene, "<zoom:Enter> shows: "), &out);
	str_add(&out, tr(scene, scene->fit.hidden));
	return buffer;
}

static struct strip_parts plan(const struct scene *scene, int room, const char *message)
{
	struct strip_parts parts = {.text_x = MARGIN};
	const char *forms[2];
	char buffer[240];
	bool is_urgent = !message && urgent_keys(scene, forms, buffer, sizeof buffer) > 0;

	if (message)
		snprintf(parts.text, sizeof parts.text, "%s", message);
	else if (is_urgent)
		set_text(scene, forms[1], &parts);
	if (scene->options.stage.big) /* a message, what is to be typed, or nothing */
		return parts;
	parts.width = line_width(room);
	parts.text_x = MARGIN + parts.width + GAP - 1;
	if (is_urgent) {
		set_text(scene, forms[0], &parts);
		if (utf8_columns(parts.text) > room - parts.text_x)
			set_text(scene, forms[1], &parts);
		if (utf8_columns(parts.text) > room - parts.text_x) {
			parts.text_x = MARGIN;
			parts.width = 0;
		}
	} else if (!message) {
		set_keys(scene, room - parts.text_x, &parts);
	} else if (utf8_columns(message) < room - parts.text_x) {
		parts.text_x++;
	} else { /* what is too long even so is cut */
		parts.text_x = MARGIN;
		parts.width = 0;
	}
	return parts;
}

static void draw_moments(const struct scene *scene, struct canvas *canvas, int x, int y, int width)
{
	const struct timeline_index *index = scene->index;
	double end = value_of_end(scene);

	for (size_t first = 0; first < index->count;) {
		struct moment_group group = moments_from(index, first);
		uint64_t passed = 0;

		for (size_t i = first; i < group.end; i++) {
			bool stop = is_stop(index_moment(index, i));

			passed += stop;
			canvas_put(canvas,
				   x + column_of(end, value(&group, passed, 0), width), y,
				   ROLE_MARK, stop ? 0x2022 : 0x25c6); /* • ◆ */
		}
		first = group.end;
	}
}

void strip_draw_line(const struct scene *scene, struct canvas *canvas, int x, int y, int width)
{
	canvas_hline(canvas, x, y, width, ROLE_TIMELINE);
	canvas_put(canvas, x, y, ROLE_TIMELINE, 0x251c); /* ├ */
	canvas_put(canvas, x + width - 1, y, ROLE_TIMELINE,
		   scene->index->complete ? 0x2524 : 0x2026); /* ┤ … */
	draw_moments(scene, canvas, x, y, width);
	canvas_put(canvas, x + strip_column(scene, width), y, ROLE_POINTER, 0x25cf); /* ● */
}

/* Somebody is to type something, or has begun to. */
static bool is_asked(const struct scene *scene)
{
	return scene->options.status.count > 0 ||
	       (scene->options.question.count > 0 && scene->options.question.chosen < 0);
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	char buffer[MESSAGE_BYTES];
	const char *message = message_of(scene, buffer, sizeof buffer);
	struct strip_parts parts = plan(scene, area.w, message);

	if (parts.width > 0)
		strip_draw_line(scene, canvas, MARGIN, 0, parts.width);
	canvas_text(canvas, parts.text_x, 0, area.w - parts.text_x,
		    message || is_asked(scene) ? ROLE_STRONG : ROLE_DIM, parts.text);
}

/* -- clicks ------------------------------------------------------------------------------ */

static const struct moment *moment_at(const struct scene *scene, int column, int width)
{
	const struct timeline_index *index = scene->index;
	double end = value_of_end(scene);

	for (size_t first = 0; first < index->count;) {
		struct moment_group group = moments_from(index, first);
		uint64_t passed = 0;

		for (size_t i = first; i < group.end; i++) {
			passed += is_stop(index_moment(index, i));
			if (column_of(end, value(&group, passed, 0), width) == column)
				return &index->items[i];
		}
		first = group.end;
	}
	return NULL;
}

struct strip_goal strip_find(const struct scene *scene, struct rect strip, int x)
{
	char message[MESSAGE_BYTES];
	struct strip_parts parts = plan(scene, strip.w, message_of(scene, message, sizeof message));
	int column = x - strip.x - MARGIN;
	struct strip_goal goal = {.any = column >= 0 && column < parts.width};

	if (!goal.any)
		return goal;
	goal.moment = moment_at(scene, column, parts.width);
	if (parts.width > 1)
		goal.operations =
			(uint64_t)(value_of_end(scene) * column / (parts.width - 1) + 0.5);
	return goal;
}

/* -- for curves -------------------------------------------------------------------------- */

int strip_width(const struct scene *scene, int room)
{
	return plan(scene, room, NULL).width;
}

int strip_column(const struct scene *scene, int width)
{
	return column_of(value_of_end(scene), value_of_position(scene), width);
}

/* A column is what column_of rounds to it. */
void strip_range(const struct scene *scene, int width, int column, uint64_t *first, uint64_t *last)
{
	double end = value_of_end(scene), step = width > 1 ? end / (double)(width - 1) : end;
	double low = ((double)column - 0.5) * step, high = ((double)column + 0.5) * step;

	*first = low > 0 ? (uint64_t)low : 0;
	*last = high < end ? (uint64_t)high : scene->index->operations;
}

const struct view_ops view_strip = {.name = N_("timeline"), .draw = draw};
