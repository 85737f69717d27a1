/* tenant_list.c - the history of a place, on request; see tenant_list.h. */
#include "ui/tenant_list.h"

#include "session/playback.h"
#include "timeline/tenants.h"
#include "ui/list_pane.h"

#define SLICE_EVENTS 8192 /* between looks at the keyboard */
#define SHOW_MS 100       /* between pictures of progress */

/* The block selected, or that the operation is about. */
static bool selected_block(const struct ui *ui, addr *block)
{
	const struct scene *scene = ui_scene_of(ui);
	uint32_t offset = scene->selection.offset;
	struct pool_info pool;

	if (scene->options.stage.level == LEVEL_PROCESS || scene->options.stage.level == LEVEL_ARENA ||
	    !scene->selection.any || offset < POOL_OVERHEAD || scene->gone ||
	    !heap_pool(scene->heap, scene->focus.slot, scene->focus.pool, &pool) ||
	    pool.block_size == 0)
		return false;
	*block = pool.address + offset - (offset - POOL_OVERHEAD) % pool.block_size;
	return true;
}

void tenant_list_toggle(struct ui *ui)
{
	addr block;

	if (overlay_is_open(ui, &tenant_list_overlay)) {
		overlay_close(ui, &tenant_list_overlay);
		return;
	}
	if (!selected_block(ui, &block)) {
		session_say(&ui->session,
			    "no block is selected: <zoom:Enter> zooms in, <previous-item:{> "
			    "<next-item:}> select");
		return;
	}
	ui->tenants_pane = (struct tenants_pane){0};
	list_pane_open(ui, &tenant_list_overlay, PANE_TENANTS);
	tenants_begin(timeline_tenants(ui->session.timeline), block,
		      timeline_world(ui->session.timeline)->state->operations);
}

static void close_list(struct ui *ui)
{
	tenants_fini(timeline_tenants(ui->session.timeline));
}

/* -- going through it ---------------------------------------------------------------------- */

static uint64_t chosen(const struct ui *ui)
{
	return tenants_chosen(timeline_tenants(ui->session.timeline), ui->tenants_pane.tenant,
			      timeline_world(ui->session.timeline)->state->operations);
}

/* Among those that were kept. */
static void select_by(struct ui *ui, int64_t by)
{
	const struct tenant *list[TENANTS_MOST];
	int64_t count = (int64_t)tenants_list(timeline_tenants(ui->session.timeline), list, TENANTS_MOST);
	int64_t at = 0;
	uint64_t now = chosen(ui);

	if (count == 0)
		return;
	while (at + 1 < count && list[at]->number < now)
		at++;
	at += by;
	at = at < 0 ? 0 : at >= count ? count - 1 : at;
	ui->tenants_pane.tenant = list[at]->number;
}

/* To where the one selected was born. */
static void go(struct ui *ui)
{
	const struct tenant *list[TENANTS_MOST];
	size_t count = tenants_list(timeline_tenants(ui->session.timeline), list, TENANTS_MOST);
	uint64_t number = chosen(ui);

	for (size_t i = 0; i < count; i++) {
		if (list[i]->number != number)
			continue;
		playback_stop(&ui->session);
		ui->tenants_pane.tenant = number;
		pair_seek_operation(&ui->session.pair, list[i]->born, 0);
		return;
	}
}

static struct taken press_list(struct ui *ui, const struct press *press)
{
	return list_pane_press(ui, press, select_by, go);
}

/* -- looking ------------------------------------------------------------------------------- */

static bool is_looking(const struct ui *ui)
{
	return timeline_tenants(ui->session.timeline)->state == TENANTS_MORE;
}

static bool look_on(struct ui *ui, uint64_t now_ms)
{
	struct tenants_pane *pane = &ui->tenants_pane;

	if (!is_looking(ui))
		return false;
	if (tenants_run(timeline_tenants(ui->session.timeline), SLICE_EVENTS) == TENANTS_MORE &&
	    now_ms - pane->shown_ms < SHOW_MS)
		return false;
	pane->shown_ms = now_ms;
	return true;
}

const struct overlay tenant_list_overlay = {
	.is_list = true,
	.press = press_list,
	.tick = look_on,
	.is_at_work = is_looking,
	.close = close_list,
};
