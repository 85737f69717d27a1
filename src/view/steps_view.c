/* steps_view.c - the operation at the cursor and its steps: done, now, to come. */
#include "base/str.h"
#include "view/view.h"

struct line {
	const char *glyph;
	enum role role;
};

/* A step is "now" right after it happened; while single writes of it are shown, too. */
static struct line line_of(const struct scene *scene, uint32_t step)
{
	const struct current *current = &scene->current;
	uint32_t now = current->writes_done ? current->steps_done : current->steps_done - 1;

	if (current->steps_done == 0 && current->writes_done == 0)
		return (struct line){"·", ROLE_STEP_NEXT};
	if (step < now)
		return (struct line){"✓", ROLE_STEP_DONE};
	if (step == now)
		return (struct line){"▶", ROLE_STEP_NOW};
	return (struct line){"·", ROLE_STEP_NEXT};
}

/* Draw one step from row [y] on (draw nothing with y past the end); returns its rows. */
static int draw_step(const struct scene *scene, struct canvas *canvas, int y, uint32_t step)
{
	const struct step_record *record =
		journal_step(scene->journal, scene->current.first_step + step);
	struct line line = line_of(scene, step);
	struct rect area = canvas_area(canvas);
	char text[256];
	struct str out = str_init(text, sizeof text);

	step_sentence(scene->heap, record, scene->options.chinese, &out);
	if (y < area.h)
		canvas_text(canvas, 0, y, 1, line.role, line.glyph);
	return canvas_paragraph(canvas, (struct rect){2, y, area.w - 2, y < area.h ? area.h - y : 0},
				0, line.role, text);
}

static void draw_hint(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	struct event next;

	timeline_peek(scene->timeline, &next);
	canvas_text(canvas, 0, 0, area.w, ROLE_DIM,
		    next.kind == EVENT_END ? tr(scene, "← goes back, g to the beginning", "← 后退，g 回开头")
		    : scene->current.any   ? tr(scene, "→ goes on", "→ 继续")
					   : tr(scene, "→ begins", "→ 开始"));
}

/* The first step to show so that the one at the cursor, and if possible the one after it, are
 * in sight. */
static uint32_t first_step(const struct scene *scene, struct canvas *canvas)
{
	const struct current *current = &scene->current;
	int height = canvas_area(canvas).h, rows = 0;
	uint32_t last = current->steps_done + (current->writes_done > 0);

	if (last >= current->step_count)
		last = current->step_count - 1;
	for (uint32_t i = last + 1; i-- > 0;) {
		rows += draw_step(scene, canvas, height, i);
		if (rows > height)
			return i < last ? i + 1 : last;
	}
	return 0;
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	const struct current *current = &scene->current;
	int height = canvas_area(canvas).h, y = 0;

	if (current->step_count == 0 || current->event.kind != EVENT_OP) {
		draw_hint(scene, canvas);
		return;
	}
	for (uint32_t i = first_step(scene, canvas); y < height && i < current->step_count; i++)
		y += draw_step(scene, canvas, y, i);
}

static void title(const struct scene *scene, struct str *out)
{
	struct event next;

	if (scene->current.any && scene->current.event.kind == EVENT_OP) {
		scene_operation(scene, &scene->current.event, scene->current.result, out);
		return;
	}
	timeline_peek(scene->timeline, &next);
	if (next.kind != EVENT_OP) {
		str_add(out, next.kind == EVENT_END ? tr(scene, "end", "结束") : tr(scene, "steps", "步骤"));
		return;
	}
	str_add(out, tr(scene, "next: ", "下一步："));
	scene_operation(scene, &next, ADDR_NULL, out);
}

const struct view_ops view_steps = {.name = "steps", .title = title, .draw = draw};
