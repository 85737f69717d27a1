/* title_view.c - one line: what we look at, and where in it we are. */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "view/view.h"

#define TITLE_LEAST 16 /* columns of a scenario's title that must be left beside all the rest */

static void add_operation(const struct scene *scene, struct str *out)
{
	const struct timeline_index *index = scene->index;

	str_add(out, tr(scene, "op "));
	str_thousands(out, scene->operations);
	str_add(out, "/");
	str_thousands(out, index->operations > scene->operations ? index->operations
								 : scene->operations);
	if (!index->complete)
		str_add(out, "…");
}

static void add_step(const struct scene *scene, struct str *out)
{
	const struct transport *transport = &scene->options.transport;
	const struct current *current = &scene->current;

	if (current->any && current->step_count > 0)
		str_printf(out, tr(scene, " step %u/%u"), current->steps_done, current->step_count);
	str_printf(out, " %s", !transport->playing    ? "‖"
			       : transport->backwards ? "◀"
						      : "▶");
}

static void add_pace(const struct scene *scene, struct str *out)
{
	static const char *const details[DETAIL_COUNT] = {N_("op"), N_("step"), N_("write")};
	const struct transport *transport = &scene->options.transport;

	if (timeline_grows(scene->timeline))
		str_add(out, tr(scene, " ● live"));
	str_printf(out, " %gx %s", transport->speed, tr(scene, details[transport->detail]));
}

/* Where we are, in as many of its parts as there are columns for. */
static void add_where(const struct scene *scene, int room, struct str *out)
{
	static void (*const parts[])(const struct scene *, struct str *) = {add_operation, add_step,
									    add_pace};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		size_t before = out->length;

		parts[i](scene, out);
		if (i > 0 && utf8_columns(out->text) > room) {
			out->text[out->length = before] = '\0';
			return;
		}
	}
}

/* Of two the one in focus has a sign. */
static void add_model(const struct scene *scene, struct str *out)
{
	const struct scene *left = scene_left(scene);

	if (!scene->beside.other) {
		str_printf(out, " · %s", scene->model->name);
		return;
	}
	str_printf(out, " · %s%s | %s%s", scene == left ? "▶" : "", left->model->name,
		   scene == left ? "" : "▶", left->beside.other->model->name);
}

/* A title too long for the line gives way to the model; a very narrow line does without the
 * geometry, and then without the model. */
static void draw_what(const struct scene *scene, struct canvas *canvas, int width)
{
	const char *title = words_in(&scene->program->title, scene_lang(scene));
	char model[160], name[140];
	struct str long_form = str_init(model, sizeof model), form = str_init(name, sizeof name);
	const char *behind = model;
	int wanted;

	if (!title)
		title = scene->options.file;
	wanted = utf8_columns(title) < TITLE_LEAST ? utf8_columns(title) : TITLE_LEAST;
	add_model(scene, &form);
	str_add(&long_form, name);
	if (!scene->beside.other)
		scene_geometry(scene, &long_form);
	if (1 + wanted + utf8_columns(behind) > width)
		behind = name;
	if (1 + wanted / 2 + utf8_columns(behind) > width)
		behind = "";
	width -= utf8_columns(behind) + 1;
	if (width < 2)
		return;
	wanted = 1 + canvas_text(canvas, 1, 0, width, ROLE_TITLE, title);
	canvas_text(canvas, wanted, 0, utf8_columns(behind), ROLE_TITLE, behind);
}

/* Nobody must take what was typed for what the file says. */
static int draw_fork(const struct scene *scene, struct canvas *canvas, int room)
{
	static const char *const forms[] = {
		N_(" fork: %s, not in the file "),
		N_(" fork: %s "),
		N_(" fork "),
	};
	size_t typed = scene->options.fork.typed;
	char count[40], text[120];
	struct str out = str_init(count, sizeof count);

	str_printf(&out, typed == 1 ? tr(scene, "%zu operation") : tr(scene, "%zu operations"), typed);
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct str form = str_init(text, sizeof text);
		const char *words = tr(scene, forms[i]), *gap = strstr(words, "%s");

		str_addn(&form, words, gap ? (size_t)(gap - words) : strlen(words));
		if (gap)
			str_add(&form, count);
		if (gap)
			str_add(&form, gap + 2);
		if (utf8_columns(text) <= room || i == 2)
			break;
	}
	room = canvas_text(canvas, 0, 0, room, ROLE_QUESTION, text);
	canvas_flag(canvas, (struct rect){0, 0, room, 1}, CELL_SELECTED | CELL_STRONG);
	return room;
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	char text[128];
	struct str where = str_init(text, sizeof text);
	int width;

	add_where(scene, area.w, &where);
	canvas_fill(canvas, area, ROLE_TITLE, ' ');
	width = utf8_columns(text) + 1;
	canvas_text(canvas, area.w < width ? 0 : area.w - width, 0, area.w, ROLE_TITLE, text);
	area.w -= width + 1; /* where we are comes first */
	if (scene->options.fork.any && area.w > 0) {
		int taken = draw_fork(scene, canvas, area.w);

		canvas_push(canvas, (struct rect){taken, 0, area.w - taken, 1});
		draw_what(scene, canvas, area.w - taken - 1);
		canvas_pop(canvas);
		return;
	}
	draw_what(scene, canvas, area.w);
}

const struct view_ops view_title = {.name = N_("title"), .draw = draw};
