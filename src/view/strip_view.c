/*
 * strip_view.c - the timeline: where we are, marks, stops; and the keys that matter.
 *
 *	├────────●──◆────────·────────┤  ←/→ step  space play  ? help
 */
#include "base/utf8.h"
#include "view/view.h"

static int column_of(const struct scene *scene, uint64_t events, int width)
{
	uint64_t total = scene->index->events;

	if (total == 0)
		return 0;
	if (events > total)
		events = total;
	return (int)((double)events / (double)total * (double)(width - 1) + 0.5);
}

static void draw_moments(const struct scene *scene, struct canvas *canvas, int x, int width)
{
	for (size_t i = 0; i < scene->index->count; i++) {
		const struct moment *moment = &scene->index->items[i];
		int at = x + column_of(scene, moment->events, width);

		canvas_put(canvas, at, 0, ROLE_MARK, moment->name ? 0x25c6 : 0x2022); /* ◆ • */
	}
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	const char *keys = tr(scene, " ←/→ step  space play  ↑/↓ detail  ? help  q quit ",
			      " ←/→ 步进  空格 播放  ↑/↓ 粒度  ? 帮助  q 退出 ");
	int keys_width, width;

	if (scene->options.message) { /* more urgent than the keys */
		keys = scene->options.message;
		if (area.w < utf8_columns(keys) + 14) {
			canvas_text(canvas, 1, 0, area.w - 2, ROLE_STRONG, keys);
			return;
		}
	}
	keys_width = utf8_columns(keys) + (scene->options.message ? 2 : 0);

	if (!scene->options.message && area.w < keys_width + 20) {
		keys = tr(scene, " ? help ", " ? 帮助 ");
		keys_width = utf8_columns(keys);
	}
	if (area.w < keys_width + 12)
		keys_width = 0;
	width = area.w - keys_width - 2;
	canvas_hline(canvas, 1, 0, width, ROLE_TIMELINE);
	canvas_put(canvas, 1, 0, ROLE_TIMELINE, 0x251c);
	canvas_put(canvas, width, 0, ROLE_TIMELINE, scene->index->complete ? 0x2524 : 0x2026);
	draw_moments(scene, canvas, 1, width);
	canvas_put(canvas, 1 + column_of(scene, scene->position.events, width), 0, ROLE_POINTER,
		   0x25cf);
	if (keys_width)
		canvas_text(canvas, area.w - keys_width + (scene->options.message != NULL), 0,
			    keys_width, scene->options.message ? ROLE_STRONG : ROLE_DIM, keys);
}

const struct view_ops view_strip = {.name = "strip", .draw = draw};
