/* steps_view.c - the operation at the cursor and its steps: done, now, to come. */
#include "base/str.h"
#include "view/view.h"
#include "view/zoom.h"

#define COUNTED_LEAST 4 /* rows: from here on one is spared to count what is not in sight */

struct step_line {
	const char *glyph;
	enum role role;
};

static const struct step_record *record_of(const struct scene *scene, uint32_t step)
{
	return journal_step(scene->journal, scene->operation.first_step + step);
}

static bool is_crash(const struct scene *scene, uint32_t step)
{
	return record_of(scene, step)->kind == STEP_CRASH;
}

/* A step is "now" right after it happened; while single writes of it are shown, too.  In front of
 * the first: none, UINT32_MAX. */
static uint32_t step_now(const struct current *current)
{
	return current->writes_done ? current->steps_done : current->steps_done - 1;
}

static struct step_line line_of(const struct scene *scene, uint32_t step)
{
	const struct current *current = &scene->operation;
	uint32_t now = step_now(current);

	if (is_crash(scene, step) && step < current->steps_done)
		return (struct step_line){"✗", ROLE_FINDING};
	if (scene->current.event.kind != EVENT_OP) /* a stop: the operation is over */
		return (struct step_line){"✓", ROLE_STEP_DONE};
	if (current->steps_done == 0 && current->writes_done == 0)
		return (struct step_line){"·", ROLE_STEP_NEXT};
	if (step < now)
		return (struct step_line){"✓", ROLE_STEP_DONE};
	if (step == now)
		return (struct step_line){"▶", ROLE_STEP_NOW};
	return (struct step_line){"·", ROLE_STEP_NEXT};
}

/* Draw one step from row [y] on (draw nothing with y past the end); returns its rows. */
static int draw_step(const struct scene *scene, struct canvas *canvas, int y, uint32_t step)
{
	const struct step_record *record = record_of(scene, step);
	struct step_line line = line_of(scene, step);
	struct rect area = canvas_area(canvas);
	char text[256];
	struct str out = str_init(text, sizeof text);

	step_sentence(scene->heap, record, scene_lang(scene), &out);
	if (y < area.h)
		canvas_text(canvas, 0, y, 1, line.role, line.glyph);
	return canvas_paragraph(canvas, (struct rect){2, y, area.w - 2, y < area.h ? area.h - y : 0},
				0, line.role, text);
}

/* At a stop: what comes after it. */
static void draw_next(const struct scene *scene, struct canvas *canvas, int y)
{
	struct rect area = canvas_area(canvas);
	struct event next;
	char text[128];
	struct str out = str_init(text, sizeof text);

	timeline_peek(scene->timeline, &next);
	if (next.kind == EVENT_OP) {
		str_add(&out, tr(scene, "→ next: "));
		scene_operation(scene, &next, NULL, &out);
	} else if (next.kind == EVENT_END) {
		scene_hint(scene,
			   tr(scene, "the end: <back:←> goes back, <first:g> to the beginning"),
			   &out);
	} else {
		scene_hint(scene, tr(scene, "<step:→> goes on"), &out);
	}
	canvas_text(canvas, 0, y, area.w, ROLE_DIM, text);
}

/* The first step to show on [height] rows so that the one at the cursor, and if possible the one
 * after it, are in sight. */
static uint32_t first_step(const struct scene *scene, struct canvas *canvas, int height)
{
	const struct current *current = &scene->operation;
	int rows = 0;
	uint32_t last = current->steps_done + (current->writes_done > 0), i;

	if (last >= current->step_count)
		last = current->step_count - 1;
	for (i = last + 1; i > 0; i--) {
		rows += draw_step(scene, canvas, canvas_area(canvas).h, i - 1);
		if (rows > height)
			break;
	}
	if (i > step_now(current)) /* too little room for both */
		i = step_now(current);
	return i < last ? i : last;
}

/* What is at the cursor, or was before it. */
static bool is_needed(const struct scene *scene, uint32_t step)
{
	const struct current *current = &scene->operation;

	return step < current->steps_done + (current->writes_done > 0);
}

/* Steps for which there is no room are counted: above, and below if a row is left. */
static void draw_steps(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	uint32_t count = scene->operation.step_count, i = first_step(scene, canvas, area.h);
	int y = 0;

	if (i > 0 && area.h >= COUNTED_LEAST) {
		i = first_step(scene, canvas, area.h - 1);
		canvas_textf(canvas, 2, y++, area.w - 2, ROLE_DIM, tr(scene, "+%u before"), i);
	}
	for (; y < area.h && i < count; i++) {
		int rows = draw_step(scene, canvas, area.h, i);

		if (i + 1 < count && y + rows >= area.h && area.h >= COUNTED_LEAST &&
		    !is_needed(scene, i))
			break; /* its row, or a part of it: rather how many there are */
		y += draw_step(scene, canvas, y, i);
	}
	if (i < count && y < area.h)
		canvas_textf(canvas, 2, y, area.w - 2, ROLE_DIM, tr(scene, "+%u more"), count - i);
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	const struct current *current = &scene->operation;
	bool stop = !scene->current.any || scene->current.event.kind != EVENT_OP;
	int height = canvas_area(canvas).h;

	if (stop && height > 0) {
		draw_next(scene, canvas, height - 1);
		height--;
	}
	if (!current->any || current->step_count == 0)
		return;
	canvas_push(canvas, (struct rect){0, 0, canvas_area(canvas).w, height});
	draw_steps(scene, canvas);
	canvas_pop(canvas);
}

static bool is_over(const struct scene *scene)
{
	const struct current *current = &scene->operation;

	return current->step_count > 0 && current->steps_done == current->step_count;
}

static void title(const struct scene *scene, struct str *out)
{
	if (!scene->operation.any) {
		str_add(out, tr(scene, "steps"));
		return;
	}
	if (scene->current.event.kind != EVENT_OP)
		str_add(out, tr(scene, "last: "));
	if (is_over(scene) && is_crash(scene, scene->operation.step_count - 1)) {
		scene_operation(scene, &scene->operation.event, NULL, out);
		str_add(out, tr(scene, " → crash"));
		return;
	}
	scene_operation(scene, &scene->operation.event, scene_result(scene), out);
}

/* Of two sides each has its own steps. */
static void scale(const struct scene *scene, struct rect inside, struct str *out)
{
	const struct current *current = &scene->operation;
	char text[48];
	struct str steps = str_init(text, sizeof text);

	if (!scene->beside.other || !current->any || scene->current.event.kind != EVENT_OP)
		return;
	if (scene->beside.is_over)
		str_add(&steps, tr(scene, " · its run is over"));
	else if (scene->beside.waits)
		str_add(&steps, tr(scene, " · done, waits"));
	else
		str_printf(&steps, tr(scene, " · step %u/%u"), current->steps_done,
			   current->step_count);
	zoom_add_fitting(out, inside, text);
}

const struct view_ops view_steps = {
	.name = N_("steps"), .title = title, .scale = scale, .draw = draw};
