/* zoom.c - what the levels have in common; see zoom.h. */
#include "view/zoom.h"

#include <string.h>

#include "base/utf8.h"
#include "view/pool_parts.h"

static const enum pane panes[] = {
	[LEVEL_NONE] = PANE_COUNT,  [LEVEL_PROCESS] = PANE_PROCESS, [LEVEL_ARENA] = PANE_ARENA,
	[LEVEL_POOL] = PANE_POOL,   [LEVEL_BYTES] = PANE_HEX,
};

enum level zoom_level(enum pane pane)
{
	for (int level = LEVEL_PROCESS; level <= LEVEL_BYTES; level++)
		if (panes[level] == pane)
			return (enum level)level;
	return LEVEL_NONE;
}

enum pane zoom_pane(enum level level)
{
	return panes[level];
}

void zoom_path(const struct scene *scene, enum level level, struct str *out)
{
	const struct focus *focus = &scene->focus;

	str_add(out, tr(scene, "process"));
	if (level >= LEVEL_ARENA && focus->any)
		str_printf(out, " > arena %" PRIu64, focus->slot);
	if (level >= LEVEL_POOL && focus->any)
		str_printf(out, tr(scene, " > pool %" PRIu64 ":%u"), focus->slot, focus->pool);
	if (level >= LEVEL_BYTES)
		str_add(out, tr(scene, " > bytes"));
	if (level == scene->options.stage.level && scene->options.viewpoint.held)
		str_add(out, tr(scene, " (held)"));
}

void zoom_add_fitting(struct str *out, struct rect inside, const char *text)
{
	if (utf8_columns(out->text) + utf8_columns(text) < inside.w)
		str_add(out, text);
}

void zoom_legend(struct canvas *canvas, int y, const char *text, const enum role *roles)
{
	int width = canvas_area(canvas).w, x = 0;

	for (size_t entry = 0; *text && x < width; entry++) {
		const char *end = strstr(text, "  "), *blank = strchr(text, ' ');
		int length = end ? (int)(end - text) : (int)strlen(text);
		int glyphs = blank && blank - text < length ? (int)(blank - text) : length;

		x += canvas_textf(canvas, x, y, width - x, roles[entry], "%.*s", glyphs, text);
		x += canvas_textf(canvas, x, y, width - x, ROLE_DIM, "%.*s", length - glyphs,
				  text + glyphs) + 2;
		text += length + (end ? 2 : 0);
	}
}

bool zoom_draw_gone(const struct scene *scene, struct canvas *canvas)
{
	char text[256];
	struct str out = str_init(text, sizeof text);

	if (scene->gone || (!scene->focus.any && !scene->heap->control->ntimes_arena_allocated))
		scene_gone(scene, &out);
	else if (!scene->focus.any)
		str_add(&out, tr(scene, "no pool any more"));
	else
		return false;
	canvas_paragraph(canvas, canvas_area(canvas), 0, ROLE_DIM, text);
	return true;
}
