/*
 * printed_view.c - what the program that is being watched prints: its last lines, the newest at the
 * bottom.
 */
#include "base/str.h"
#include "base/tail.h"
#include "view/view.h"

#define LINE_BYTES 1024

static void draw_lines(const struct tail *tail, uint64_t below, struct canvas *canvas, int height)
{
	int width = canvas_area(canvas).w;
	uint64_t rows = tail->lines < (uint64_t)height ? tail->lines : (uint64_t)height;
	char text[LINE_BYTES];

	for (uint64_t i = 0; i < rows; i++)
		if (tail_line(tail, below + rows - 1 - i, text, sizeof text))
			canvas_text(canvas, 1, (int)i, width - 1, ROLE_TEXT, text);
}

static void draw_foot(const struct scene *scene, struct canvas *canvas, int y)
{
	char text[160];
	struct str out = str_init(text, sizeof text);

	scene_hint(scene,
		   tr(scene, "<previous-item:{> <next-item:}> lines  <previous-row:K> <next-row:J> pages  "
			     "<output:O> ends this"),
		   &out);
	canvas_text(canvas, 1, y, canvas_area(canvas).w - 1, ROLE_DIM, text);
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	const struct tail *tail = scene->options.printed;
	struct rect area = canvas_area(canvas);

	if (!tail)
		return;
	if (tail->lines == 0)
		canvas_text(canvas, 1, 0, area.w - 1, ROLE_DIM, tr(scene, "nothing so far"));
	draw_lines(tail, scene->fit.printed_below, canvas, area.h > 1 ? area.h - 1 : area.h);
	if (area.h > 1)
		draw_foot(scene, canvas, area.h - 1);
}

static void title(const struct scene *scene, struct str *out)
{
	const struct tail *tail = scene->options.printed;
	uint64_t lines = tail ? tail->forgotten + tail->lines : 0;

	str_add(out, tr(scene, "what the program prints"));
	if (!tail || !tail->lines)
		return;
	str_printf(out, lines == 1 ? tr(scene, " · %s line") : tr(scene, " · %s lines"),
		   thousands(lines).text);
	if (tail->forgotten)
		str_printf(out, tr(scene, ", the last %s are here"), thousands(tail->lines).text);
	if (scene->fit.printed_below)
		str_printf(out, tr(scene, " · %s below"), thousands(scene->fit.printed_below).text);
}

const struct view_ops view_printed = {.name = N_("printed"), .title = title, .draw = draw};
