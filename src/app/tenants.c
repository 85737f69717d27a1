/* tenants.c - the history of a place, on request; see tenants.h. */
#include "app/tenants.h"

#include "app/move.h"
#include "app/printed.h"
#include "timeline/tenants.h"

#define SLICE_EVENTS 8192 /* between looks at the keyboard */
#define SHOW_MS 100       /* between pictures of progress */

bool tenants_open(const struct app *app)
{
	return app->zoom == PANE_TENANTS;
}

bool tenants_looking(const struct app *app)
{
	return tenants_open(app) && timeline_tenants(app->timeline)->state == TENANTS_MORE;
}

/* The block selected, or that the operation is about. */
static bool selected_block(const struct app *app, addr *block)
{
	const struct scene *scene = &app->scene;
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

void tenants_close(struct app *app)
{
	if (!tenants_open(app))
		return;
	app->zoom = app->before_tenants;
	tenants_fini(timeline_tenants(app->timeline));
}

void tenants_toggle(struct app *app)
{
	addr block;

	if (tenants_open(app)) {
		tenants_close(app);
		return;
	}
	if (!selected_block(app, &block)) {
		app_say(app, "no block is selected: <zoom:Enter> zooms in, <previous-item:{> "
			     "<next-item:}> select");
		return;
	}
	printed_close(app);
	app->before_tenants = app->zoom;
	app->zoom = PANE_TENANTS;
	app->tenant = 0;
	tenants_begin(timeline_tenants(app->timeline), block,
		      timeline_world(app->timeline)->state->operations);
}

static uint64_t chosen(const struct app *app)
{
	return tenants_chosen(timeline_tenants(app->timeline), app->tenant,
			      timeline_world(app->timeline)->state->operations);
}

/* Among those that were kept. */
void tenants_select_by(struct app *app, int64_t by)
{
	const struct tenant *list[TENANTS_MOST];
	int64_t count = (int64_t)tenants_list(timeline_tenants(app->timeline), list, TENANTS_MOST);
	int64_t at = 0;
	uint64_t now = chosen(app);

	if (count == 0)
		return;
	while (at + 1 < count && list[at]->number < now)
		at++;
	at += by;
	at = at < 0 ? 0 : at >= count ? count - 1 : at;
	app->tenant = list[at]->number;
}

void tenants_go(struct app *app)
{
	const struct tenant *list[TENANTS_MOST];
	size_t count = tenants_list(timeline_tenants(app->timeline), list, TENANTS_MOST);
	uint64_t number = chosen(app);

	for (size_t i = 0; i < count; i++) {
		if (list[i]->number != number)
			continue;
		app->playing = 0;
		app->follows = false;
		app->tenant = number;
		pair_seek_operation(&app->pair, list[i]->born, 0);
		return;
	}
}

bool tenants_tick(struct app *app, uint64_t now_ms)
{
	if (!tenants_looking(app))
		return false;
	if (tenants_run(timeline_tenants(app->timeline), SLICE_EVENTS) == TENANTS_MORE &&
	    now_ms - app->tenants_shown_ms < SHOW_MS)
		return false;
	app->tenants_shown_ms = now_ms;
	return true;
}
