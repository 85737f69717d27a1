/* tenants.c - the history of a place, on request; see tenants.h. */
#include "app/tenants.h"

#include "app/printed.h"
#include "session/playback.h"
#include "timeline/tenants.h"

#define PAGE 10           /* of the list, that J and K go over */
#define SLICE_EVENTS 8192 /* between looks at the keyboard */
#define SHOW_MS 100       /* between pictures of progress */

/* The block selected, or that the operation is about. */
static bool selected_block(const struct app *app, addr *block)
{
	const struct scene *scene = app_scene_of(app);
	uint32_t offset = scene->selection.offset;
	struct pool_info pool;

	if (scene->options.level == LEVEL_PROCESS || scene->options.level == LEVEL_ARENA ||
	    !scene->selection.any || offset < POOL_OVERHEAD || scene->gone ||
	    !heap_pool(scene->heap, scene->focus.slot, scene->focus.pool, &pool) ||
	    pool.block_size == 0)
		return false;
	*block = pool.address + offset - (offset - POOL_OVERHEAD) % pool.block_size;
	return true;
}

void tenants_toggle(struct app *app)
{
	addr block;

	if (overlay_is_open(app, &tenants_overlay)) {
		overlay_close(app, &tenants_overlay);
		return;
	}
	if (!selected_block(app, &block)) {
		session_say(&app->session,
			    "no block is selected: <zoom:Enter> zooms in, <previous-item:{> "
			    "<next-item:}> select");
		return;
	}
	overlay_close(app, &printed_overlay);
	app->tenants_pane = (struct tenants_pane){.before = app->cursor.zoom};
	app->cursor.zoom = PANE_TENANTS;
	overlay_open(app, &tenants_overlay);
	tenants_begin(timeline_tenants(app->session.timeline), block,
		      timeline_world(app->session.timeline)->state->operations);
}

static void close_list(struct app *app)
{
	app->cursor.zoom = app->tenants_pane.before;
	tenants_fini(timeline_tenants(app->session.timeline));
}

/* -- going through it ---------------------------------------------------------------------- */

static uint64_t chosen(const struct app *app)
{
	return tenants_chosen(timeline_tenants(app->session.timeline), app->tenants_pane.tenant,
			      timeline_world(app->session.timeline)->state->operations);
}

/* Among those that were kept. */
static void select_by(struct app *app, int64_t by)
{
	const struct tenant *list[TENANTS_MOST];
	int64_t count = (int64_t)tenants_list(timeline_tenants(app->session.timeline), list, TENANTS_MOST);
	int64_t at = 0;
	uint64_t now = chosen(app);

	if (count == 0)
		return;
	while (at + 1 < count && list[at]->number < now)
		at++;
	at += by;
	at = at < 0 ? 0 : at >= count ? count - 1 : at;
	app->tenants_pane.tenant = list[at]->number;
}

/* To where the one selected was born. */
static void go(struct app *app)
{
	const struct tenant *list[TENANTS_MOST];
	size_t count = tenants_list(timeline_tenants(app->session.timeline), list, TENANTS_MOST);
	uint64_t number = chosen(app);

	for (size_t i = 0; i < count; i++) {
		if (list[i]->number != number)
			continue;
		playback_stop(&app->session);
		app->tenants_pane.tenant = number;
		pair_seek_operation(&app->session.pair, list[i]->born, 0);
		return;
	}
}

static struct taken press_key(struct app *app, const struct press *press)
{
	int64_t times = (int64_t)app_times(app);

	switch ((int)press->id) { /* a few of all commands */
	case COMMAND_NEXT_ITEM: select_by(app, times); break;
	case COMMAND_PREVIOUS_ITEM: select_by(app, -times); break;
	case COMMAND_NEXT_ROW: select_by(app, times * PAGE); break;
	case COMMAND_PREVIOUS_ROW: select_by(app, -times * PAGE); break;
	case COMMAND_ZOOM: go(app); break;
	case COMMAND_NEXT_PANE:
	case COMMAND_PREVIOUS_PANE:
		overlay_close(app, &tenants_overlay);
		return PASSED;
	default:
		return PASSED;
	}
	app->count = 0;
	return TAKEN;
}

static struct taken press_list(struct app *app, const struct press *press)
{
	struct rect pane = app->layout.panes[PANE_TENANTS];

	if (press->kind == PRESS_KEY)
		return press_key(app, press);
	if (press->kind != PRESS_WHEEL || !rect_contains(pane, press->x, press->y))
		return PASSED;
	select_by(app, press->up ? -1 : 1);
	return TAKEN;
}

/* -- looking ------------------------------------------------------------------------------- */

static bool is_looking(const struct app *app)
{
	return timeline_tenants(app->session.timeline)->state == TENANTS_MORE;
}

static bool look_on(struct app *app, uint64_t now_ms)
{
	struct tenants_pane *pane = &app->tenants_pane;

	if (!is_looking(app))
		return false;
	if (tenants_run(timeline_tenants(app->session.timeline), SLICE_EVENTS) == TENANTS_MORE &&
	    now_ms - pane->shown_ms < SHOW_MS)
		return false;
	pane->shown_ms = now_ms;
	return true;
}

const struct overlay tenants_overlay = {
	.press = press_list, .tick = look_on, .is_at_work = is_looking, .close = close_list};
