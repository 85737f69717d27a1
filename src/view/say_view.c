/*
 * say_view.c - under big_view.c: the operation, on a line of its own, and the sentence of its latest
 * step; then, and at a stop instead of the sentence, what the narrator says.
 */
#include "base/str.h"
#include "view/view.h"

#define MARGIN 1
#define ROOMY 6      /* rows: from here on one is left free above */
#define LAST_LEAST 4 /* rows: from here on a stop leaves one to the operation before it */

static bool has_finding(const struct scene *scene)
{
	const struct current *current = &scene->current;

	return heap_crashed(scene->heap) || scene->findings.count > 0 ||
	       (current->any && current->event.op.misuse >= 0 &&
		current->event.kind == EVENT_OP);
}

/* Returns the rows taken. */
static int draw_step(const struct scene *scene, struct canvas *canvas, int rows)
{
	const struct current *current = &scene->current;
	struct rect area = canvas_area(canvas);
	uint32_t step = current->writes_done ? current->steps_done : current->steps_done - 1;
	char text[256];
	struct str out = str_init(text, sizeof text);
	int y = rows > 1, lines;

	scene_operation(scene, &current->event, scene_result(scene), &out);
	if (rows > 1)
		canvas_text(canvas, MARGIN, 0, area.w - 2 * MARGIN, ROLE_TITLE, text);
	if (current->step_count == 0 || step >= current->step_count)
		return y;
	y += rows > 4; /* room to breathe */
	out = str_init(text, sizeof text);
	step_sentence(scene->heap, journal_step(scene->journal, current->first_step + step),
		      scene_lang(scene), &out);
	lines = canvas_paragraph(canvas,
				 (struct rect){MARGIN, y, area.w - 2 * MARGIN, rows - y}, 0,
				 ROLE_STEP_NOW, text);
	return y + (lines < rows - y ? lines : rows - y);
}

/* At a stop: the operation before it, if the narrator has room enough.  Returns the rows taken. */
static int draw_last(const struct scene *scene, struct canvas *canvas, int rows)
{
	int width = canvas_area(canvas).w - 2 * MARGIN, x = MARGIN;
	char text[256];
	struct str out = str_init(text, sizeof text);

	if (!scene->operation.any || rows < LAST_LEAST)
		return 0;
	scene_operation(scene, &scene->operation.event, scene_result(scene), &out);
	x += canvas_text(canvas, x, 0, width, ROLE_DIM, tr(scene, "last: "));
	canvas_text(canvas, x, 0, width + MARGIN - x, ROLE_TITLE, text);
	return 1;
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct rect rest = canvas_area(canvas);
	bool is_operation = scene->current.any && scene->current.event.kind == EVENT_OP;
	int kept = has_finding(scene) ? (rest.h > 3 ? 2 : 1) : 0;

	if (rest.h >= ROOMY)
		rect_cut_top(&rest, 1);
	if (is_operation && rest.h - kept > 0) {
		int rows;

		canvas_push(canvas, rest);
		rows = draw_step(scene, canvas, rest.h - kept);
		canvas_pop(canvas);
		rect_cut_top(&rest, rows);
		if (rest.h > 2)
			rect_cut_top(&rest, 1);
		else if (kept == 0)
			return;
	} else if (!is_operation) {
		canvas_push(canvas, rest);
		rect_cut_top(&rest, draw_last(scene, canvas, rest.h));
		canvas_pop(canvas);
	}
	canvas_push(canvas, rest);
	view_words.draw(scene, canvas);
	canvas_pop(canvas);
}

const struct view_ops view_say = {.name = N_("narration"), .draw = draw};
