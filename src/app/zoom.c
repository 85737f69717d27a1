/* zoom.c - panes, levels, selection; see zoom.h. */
#include "app/zoom.h"

#include "app/beside.h"
#include "base/lang.h"
#include "base/str.h"
#include "session/playback.h"
#include "view/target.h"
#include "view/zoom.h"

#define WHEEL_WORDS 4 /* of the bytes that one notch moves over */

static enum level level_of(const struct app *app)
{
	return zoom_level(app->cursor.zoom);
}

static const struct heap *heap_of(const struct app *app)
{
	return &timeline_world(app->session.timeline)->heap;
}

/* -- panes --------------------------------------------------------------------------- */

/* Zoomed, two panes have a form of their own. */
static enum pane zoomed(enum pane pane)
{
	return pane == PANE_ARENAS ? PANE_PROCESS : pane == PANE_BYTES ? PANE_HEX : pane;
}

static void enter(struct app *app, enum pane pane)
{
	if (app->cursor.zoom == PANE_COUNT)
		app->cursor.entered = zoom_level(zoomed(pane));
	app->cursor.zoom = zoomed(pane);
}

void zoom_turn_pane(struct app *app, int by)
{
	static const enum pane usual[] = {PANE_ARENAS, PANE_POOL,  PANE_STEPS, PANE_LISTS,
					  PANE_LEDGER, PANE_CLASSES, PANE_BYTES, PANE_CURVES,
					  PANE_WORDS,  PANE_COUNT};
	static const enum pane large[] = {PANE_PROCESS, PANE_ARENA,   PANE_POOL,
					  PANE_HEX,     PANE_STEPS,   PANE_LISTS,
					  PANE_LEDGER,  PANE_CLASSES, PANE_CURVES,
					  PANE_WORDS,   PANE_COUNT};
	const enum pane *order;
	enum pane from;
	int at = -1, panes = 0;

	if (session_is_beside(&app->session)) {
		beside_turn(app);
		return;
	}
	order = app->cursor.zoom < PANE_COUNT ? large : usual;
	from = app->cursor.zoom < PANE_COUNT ? app->cursor.zoom : app->cursor.pane;
	for (; order[panes] != PANE_COUNT; panes++)
		if (order[panes] == from)
			at = panes;
	at = at < 0 ? (by > 0 ? 0 : panes - 1) : (at + by + panes) % panes;
	if (order == large && order[at] == PANE_WORDS && app->reading.fit) /* nothing more to see */
		at = (at + by + panes) % panes;
	app->turned = true;
	if (app->cursor.zoom == PANE_COUNT) {
		app->cursor.pane = order[at];
		return;
	}
	app->cursor.zoom = order[at];
	app->cursor.entered = level_of(app); /* nobody came here step by step */
	if (app->cursor.zoom != PANE_PROCESS && app->cursor.zoom != PANE_ARENA && app->cursor.zoom != PANE_HEX)
		app->cursor.pane = app->cursor.zoom;
}

/* -- selection ----------------------------------------------------------------------- */

static int64_t clamp(int64_t value, int64_t most)
{
	return value > most ? most : value < 0 ? 0 : value;
}

static void hold(struct app *app, struct focus focus, struct selection selection)
{
	app->cursor.held = true;
	app->cursor.focus = focus;
	app->cursor.selection = selection;
}

static void hold_arena(struct app *app, uint64_t slot)
{
	struct focus focus = app_scene_of(app)->focus;

	if (slot != focus.slot || !focus.any)
		focus = (struct focus){.any = true, .slot = slot};
	hold(app, focus,
	     app_scene_of(app)->focus.slot == slot ? app->cursor.selection : (struct selection){0});
}

static void hold_pool(struct app *app, uint64_t slot, uint32_t pool)
{
	struct focus focus = {.any = true, .slot = slot, .pool = pool};
	bool same = app_scene_of(app)->focus.slot == slot && app_scene_of(app)->focus.pool == pool;

	hold(app, focus, same ? app->cursor.selection : (struct selection){0});
}

static void hold_byte(struct app *app, uint32_t offset)
{
	hold(app, app_scene_of(app)->focus, (struct selection){.any = true, .offset = offset});
}

/* Whether there are so many things, [number] among them, counted from 0. */
static bool is_among(int64_t number, int64_t things)
{
	return number >= 0 && number < things;
}

/* By arenas; on the usual screen only those that are there.  False: there is none to select. */
static bool select_arena_by(struct app *app, int64_t by)
{
	int64_t last = (int64_t)process_slots(app_scene_of(app)) - 1;
	int64_t slot = clamp((int64_t)app_scene_of(app)->focus.slot + by, last);
	int64_t direction = by < 0 ? -1 : 1;
	struct arena_info arena;

	if (last < 0)
		return false;
	while (level_of(app) == LEVEL_NONE && slot > 0 && slot < last &&
	       heap_arena(heap_of(app), (uint64_t)slot, &arena) && arena.state == ARENA_UNUSED)
		slot += direction;
	if (level_of(app) == LEVEL_NONE &&
	    (!heap_arena(heap_of(app), (uint64_t)slot, &arena) || arena.state == ARENA_UNUSED))
		return false;
	hold_arena(app, (uint64_t)slot);
	return true;
}

/* The pools of the arena in focus, or of the one that was there; 0 = there never was one. */
static int64_t pools_in_focus(const struct app *app)
{
	struct arena_info arena;

	return app_scene_of(app)->focus.any && heap_arena(heap_of(app), app_scene_of(app)->focus.slot, &arena)
		       ? (int64_t)arena.ntotalpools
		       : 0;
}

static void select_pool_by(struct app *app, int64_t by)
{
	struct focus focus = app_scene_of(app)->focus;
	int64_t pools = pools_in_focus(app);

	if (pools > 0)
		hold_pool(app, focus.slot, (uint32_t)clamp((int64_t)focus.pool + by, pools - 1));
}

/* The blocks that fit into the pool in focus; 0 = it has no class, or is not there. */
static int64_t blocks_in_focus(const struct app *app, struct pool_info *pool)
{
	struct focus focus = app_scene_of(app)->focus;

	return focus.any && heap_pool(heap_of(app), focus.slot, focus.pool, pool) && pool->block_size
		       ? (int64_t)pool->capacity
		       : 0;
}

/* Block 0 is behind the header, which counts as one thing before it. */
static void select_block_by(struct app *app, int64_t by)
{
	struct pool_info pool;
	int64_t blocks = blocks_in_focus(app, &pool), at = 0;

	if (blocks == 0)
		return;
	if (app_scene_of(app)->selection.any && app_scene_of(app)->selection.offset >= POOL_OVERHEAD)
		at = 1 + (app_scene_of(app)->selection.offset - POOL_OVERHEAD) / pool.block_size;
	at = clamp(at + by, blocks);
	hold_byte(app, at == 0 ? 0 : POOL_OVERHEAD + (uint32_t)(at - 1) * pool.block_size);
}

static void select_word_by(struct app *app, int64_t by)
{
	int64_t row = app_scene_of(app)->selection.any ? bytes_row(app_scene_of(app)->selection.offset) : 0;

	hold_byte(app, bytes_offset((uint32_t)clamp(row + by,
						    (int64_t)bytes_rows(app_scene_of(app)) - 1)));
}

void zoom_select_by(struct app *app, int64_t by, bool rows)
{
	int64_t things = rows ? by * (int64_t)app->columns : by;

	if (!app_scene_of(app)->focus.any) {
		session_say(&app->session, "there is no arena yet");
		return;
	}
	switch (level_of(app)) {
	case LEVEL_NONE:
		if (rows)
			select_arena_by(app, by);
		else
			select_pool_by(app, by);
		break;
	case LEVEL_PROCESS:
		select_arena_by(app, things);
		break;
	case LEVEL_ARENA:
		select_pool_by(app, things);
		break;
	case LEVEL_POOL:
		select_block_by(app, things);
		break;
	case LEVEL_BYTES:
		if (rows)
			select_block_by(app, by);
		else
			select_word_by(app, by);
		break;
	}
}

/* The thing of that number at the present level.  False: there is no such thing here. */
static bool select_number(struct app *app, int64_t number)
{
	struct pool_info pool;

	switch (level_of(app)) {
	case LEVEL_PROCESS:
		return is_among(number, (int64_t)process_slots(app_scene_of(app))) &&
		       select_arena_by(app, number - (int64_t)app_scene_of(app)->focus.slot);
	case LEVEL_ARENA:
		if (!is_among(number, pools_in_focus(app)))
			return false;
		select_pool_by(app, number - (int64_t)app_scene_of(app)->focus.pool);
		return true;
	case LEVEL_POOL:
		if (!is_among(number, blocks_in_focus(app, &pool)))
			return false;
		app_scene(app)->selection = (struct selection){0};
		select_block_by(app, number + 1);
		return true;
	case LEVEL_NONE:
	case LEVEL_BYTES:
		break;
	}
	return true;
}

/* Why no thing of that number could be selected: how many there are. */
static void say_no_number(struct app *app, uint64_t number)
{
	bool chinese = app->session.chinese;
	struct str out = str_init(app->session.message, sizeof app->session.message);
	struct pool_info pool;
	uint64_t slots = process_slots(app_scene_of(app));

	if (slots == 0)
		str_add(&out, lang_text(chinese, "there is no arena yet"));
	else if (level_of(app) == LEVEL_PROCESS)
		str_printf(&out, lang_text(chinese, "there is no arena %" PRIu64 ": the last is %" PRIu64),
			   number, slots - 1);
	else if (level_of(app) == LEVEL_ARENA && pools_in_focus(app) > 0)
		str_printf(&out, lang_text(chinese, "there is no pool %" PRIu64 ": the last is %" PRIu64),
			   number, (uint64_t)pools_in_focus(app) - 1);
	else if (level_of(app) == LEVEL_POOL && blocks_in_focus(app, &pool) > 0)
		str_printf(&out,
			   lang_text(chinese, "there is no block %" PRIu64 ": the last is %" PRIu64),
			   number, (uint64_t)pool.capacity - 1);
	else
		str_printf(&out, lang_text(chinese, "there is no number %" PRIu64 " here"), number);
}

/* -- in and out ---------------------------------------------------------------------- */

void zoom_in(struct app *app)
{
	enum level level = level_of(app);

	if (app->cursor.zoom < PANE_COUNT && level == LEVEL_NONE) {
		app->cursor.zoom = PANE_COUNT; /* a pane that was enlarged, and has nothing inside */
		return;
	}
	if (level == LEVEL_NONE && !app->count) {
		enter(app, app->cursor.pane < PANE_COUNT ? app->cursor.pane
			   : app->pool_alone      ? PANE_POOL
						  : PANE_ARENAS);
		return;
	}
	if (level == LEVEL_NONE)
		enter(app, PANE_PROCESS);
	if (app->count && !select_number(app, (int64_t)app->count)) {
		say_no_number(app, app->count);
		return;
	}
	if (level == LEVEL_BYTES)
		session_say(&app->session, "bytes are the last level: <leave:Esc> goes out");
	else
		app->cursor.zoom = zoom_pane(level_of(app) + 1);
}

void zoom_out(struct app *app)
{
	enum level level = level_of(app);

	if (app->cursor.zoom == PANE_COUNT)
		app->cursor.pane = PANE_COUNT;
	else if (level > app->cursor.entered && app->cursor.entered != LEVEL_NONE)
		app->cursor.zoom = zoom_pane(level - 1);
	else
		app->cursor.zoom = PANE_COUNT;
}

/* -- the mouse ----------------------------------------------------------------------- */

/* The byte clicked on lies in what is selected: the same block, or the same field. */
static bool is_selected_byte(const struct app *app, uint32_t offset)
{
	const struct selection *selection = &app_scene_of(app)->selection;
	struct pool_info pool;

	if (!app_scene_of(app)->chosen ||
	    !heap_pool(heap_of(app), app_scene_of(app)->focus.slot, app_scene_of(app)->focus.pool, &pool))
		return false;
	if (level_of(app) == LEVEL_BYTES || pool.block_size == 0)
		return bytes_row(selection->offset) == bytes_row(offset);
	if (offset < POOL_OVERHEAD || selection->offset < POOL_OVERHEAD)
		return offset < POOL_OVERHEAD && selection->offset < POOL_OVERHEAD;
	return (selection->offset - POOL_OVERHEAD) / pool.block_size ==
	       (offset - POOL_OVERHEAD) / pool.block_size;
}

static bool is_selected(const struct app *app, const struct target *target)
{
	const struct focus *focus = &app_scene_of(app)->focus;

	if (!app->cursor.held || !focus->any || target->kind == TARGET_LEVEL ||
	    target->kind == TARGET_OPERATION ||
	    focus->slot != target->slot)
		return false;
	if (target->kind == TARGET_ARENA)
		return true;
	if (focus->pool != target->pool)
		return false;
	return target->kind == TARGET_POOL || is_selected_byte(app, target->offset);
}

static void go_to_level(struct app *app, enum level level)
{
	if (app->cursor.zoom == PANE_COUNT || level < app->cursor.entered)
		app->cursor.entered = level;
	app->cursor.zoom = zoom_pane(level);
}

static void select_target(struct app *app, const struct target *target)
{
	struct arena_info arena;

	switch (target->kind) {
	case TARGET_LEVEL:
		go_to_level(app, (enum level)target->slot);
		break;
	case TARGET_ARENA:
		if (level_of(app) != LEVEL_NONE ||
		    (heap_arena(heap_of(app), target->slot, &arena) && arena.state != ARENA_UNUSED))
			hold_arena(app, target->slot);
		break;
	case TARGET_POOL:
		hold_pool(app, target->slot, target->pool);
		break;
	case TARGET_BYTE:
		hold_byte(app, target->offset);
		break;
	case TARGET_OPERATION:
		playback_stop(&app->session);
		pair_seek_operation(&app->session.pair, target->slot, 0);
		break;
	case TARGET_NONE:
	case TARGET_MEMBER_ARENA: /* never clicked as such: target_clicked */
	case TARGET_MEMBER_POOL:
	case TARGET_POINTER:
	case TARGET_HAND:
		break;
	}
}

void zoom_click(struct app *app, const struct press *press)
{
	static const enum level inside[] = {[TARGET_ARENA] = LEVEL_ARENA,
					    [TARGET_POOL] = LEVEL_POOL,
					    [TARGET_BYTE] = LEVEL_BYTES};
	uint64_t tag = canvas_tag_at(press->canvas, press->x, press->y);
	struct target target = target_clicked(target_of(tag));

	if (target.kind != TARGET_NONE && is_selected(app, &target))
		go_to_level(app, inside[target.kind]);
	else
		select_target(app, &target);
}

bool zoom_wheel(struct app *app, const struct press *press)
{
	int64_t by = press->up ? -1 : 1;
	enum level level = level_of(app);

	if (level == LEVEL_NONE ||
	    !rect_contains(app->layout.panes[app->cursor.zoom], press->x, press->y))
		return false;
	if (level == LEVEL_BYTES)
		zoom_select_by(app, by * WHEEL_WORDS, false);
	else
		zoom_select_by(app, by, true);
	return true;
}

void zoom_measure(struct app *app)
{
	const struct layout *layout = &app->layout;
	enum level level = level_of(app);

	app->pool_alone = level == LEVEL_NONE && layout->panes[PANE_ARENAS].w == 0;
	app->columns = level == LEVEL_NONE
			       ? 1
			       : zoom_columns(app_scene(app), level,
					      rect_inset(layout->panes[app->cursor.zoom], 1));
}
