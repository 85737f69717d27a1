/* zoom.c - panes, levels, selection; see zoom.h. */
#include "ui/zoom.h"

#include "base/lang.h"
#include "base/str.h"
#include "session/playback.h"
#include "ui/beside.h"
#include "view/target.h"
#include "view/zoom.h"

#define WHEEL_WORDS 4 /* of the bytes that one notch moves over */

static enum level level_of(const struct ui *ui)
{
	return zoom_level(ui->cursor.zoom);
}

static const struct heap *heap_of(const struct ui *ui)
{
	return &timeline_world(ui->session.timeline)->heap;
}

/* -- panes --------------------------------------------------------------------------- */

/* Zoomed, two panes have a form of their own. */
static enum pane zoomed(enum pane pane)
{
	return pane == PANE_ARENAS ? PANE_PROCESS : pane == PANE_BYTES ? PANE_HEX : pane;
}

static void enter(struct ui *ui, enum pane pane)
{
	if (ui->cursor.zoom == PANE_COUNT)
		ui->cursor.entered = zoom_level(zoomed(pane));
	ui->cursor.zoom = zoomed(pane);
}

void zoom_turn_pane(struct ui *ui, int by)
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

	if (session_is_beside(&ui->session)) {
		beside_turn(ui);
		return;
	}
	order = ui->cursor.zoom < PANE_COUNT ? large : usual;
	from = ui->cursor.zoom < PANE_COUNT ? ui->cursor.zoom : ui->cursor.pane;
	for (; order[panes] != PANE_COUNT; panes++)
		if (order[panes] == from)
			at = panes;
	at = at < 0 ? (by > 0 ? 0 : panes - 1) : (at + by + panes) % panes;
	if (order == large && order[at] == PANE_WORDS && ui->reading.fit) /* nothing more to see */
		at = (at + by + panes) % panes;
	ui->turned = true;
	if (ui->cursor.zoom == PANE_COUNT) {
		ui->cursor.pane = order[at];
		return;
	}
	ui->cursor.zoom = order[at];
	ui->cursor.entered = level_of(ui); /* nobody came here step by step */
	if (ui->cursor.zoom != PANE_PROCESS && ui->cursor.zoom != PANE_ARENA && ui->cursor.zoom != PANE_HEX)
		ui->cursor.pane = ui->cursor.zoom;
}

/* -- selection ----------------------------------------------------------------------- */

static int64_t clamp(int64_t value, int64_t most)
{
	return value > most ? most : value < 0 ? 0 : value;
}

static void hold(struct ui *ui, struct focus focus, struct selection selection)
{
	ui->cursor.held = true;
	ui->cursor.focus = focus;
	ui->cursor.selection = selection;
}

static void hold_arena(struct ui *ui, uint64_t slot)
{
	struct focus focus = ui_scene_of(ui)->focus;

	if (slot != focus.slot || !focus.any)
		focus = (struct focus){.any = true, .slot = slot};
	hold(ui, focus,
	     ui_scene_of(ui)->focus.slot == slot ? ui->cursor.selection : (struct selection){0});
}

static void hold_pool(struct ui *ui, uint64_t slot, uint32_t pool)
{
	struct focus focus = {.any = true, .slot = slot, .pool = pool};
	bool same = ui_scene_of(ui)->focus.slot == slot && ui_scene_of(ui)->focus.pool == pool;

	hold(ui, focus, same ? ui->cursor.selection : (struct selection){0});
}

static void hold_byte(struct ui *ui, uint32_t offset)
{
	hold(ui, ui_scene_of(ui)->focus, (struct selection){.any = true, .offset = offset});
}

/* Whether there are so many things, [number] among them, counted from 0. */
static bool is_among(int64_t number, int64_t things)
{
	return number >= 0 && number < things;
}

/* By arenas; on the usual screen only those that are there.  False: there is none to select. */
static bool select_arena_by(struct ui *ui, int64_t by)
{
	int64_t last = (int64_t)process_slots(ui_scene_of(ui)) - 1;
	int64_t slot = clamp((int64_t)ui_scene_of(ui)->focus.slot + by, last);
	int64_t direction = by < 0 ? -1 : 1;
	struct arena_info arena;

	if (last < 0)
		return false;
	while (level_of(ui) == LEVEL_NONE && slot > 0 && slot < last &&
	       heap_arena(heap_of(ui), (uint64_t)slot, &arena) && arena.state == ARENA_UNUSED)
		slot += direction;
	if (level_of(ui) == LEVEL_NONE &&
	    (!heap_arena(heap_of(ui), (uint64_t)slot, &arena) || arena.state == ARENA_UNUSED))
		return false;
	hold_arena(ui, (uint64_t)slot);
	return true;
}

/* The pools of the arena in focus, or of the one that was there; 0 = there never was one. */
static int64_t pools_in_focus(const struct ui *ui)
{
	struct arena_info arena;

	return ui_scene_of(ui)->focus.any && heap_arena(heap_of(ui), ui_scene_of(ui)->focus.slot, &arena)
		       ? (int64_t)arena.ntotalpools
		       : 0;
}

static void select_pool_by(struct ui *ui, int64_t by)
{
	struct focus focus = ui_scene_of(ui)->focus;
	int64_t pools = pools_in_focus(ui);

	if (pools > 0)
		hold_pool(ui, focus.slot, (uint32_t)clamp((int64_t)focus.pool + by, pools - 1));
}

/* The blocks that fit into the pool in focus; 0 = it has no class, or is not there. */
static int64_t blocks_in_focus(const struct ui *ui, struct pool_info *pool)
{
	struct focus focus = ui_scene_of(ui)->focus;

	return focus.any && heap_pool(heap_of(ui), focus.slot, focus.pool, pool) && pool->block_size
		       ? (int64_t)pool->capacity
		       : 0;
}

/* Block 0 is behind the header, which counts as one thing before it. */
static void select_block_by(struct ui *ui, int64_t by)
{
	struct pool_info pool;
	int64_t blocks = blocks_in_focus(ui, &pool), at = 0;

	if (blocks == 0)
		return;
	if (ui_scene_of(ui)->selection.any && ui_scene_of(ui)->selection.offset >= POOL_OVERHEAD)
		at = 1 + (ui_scene_of(ui)->selection.offset - POOL_OVERHEAD) / pool.block_size;
	at = clamp(at + by, blocks);
	hold_byte(ui, at == 0 ? 0 : POOL_OVERHEAD + (uint32_t)(at - 1) * pool.block_size);
}

static void select_word_by(struct ui *ui, int64_t by)
{
	int64_t row = ui_scene_of(ui)->selection.any ? bytes_row(ui_scene_of(ui)->selection.offset) : 0;

	hold_byte(ui, bytes_offset((uint32_t)clamp(row + by,
						    (int64_t)bytes_rows(ui_scene_of(ui)) - 1)));
}

void zoom_select_by(struct ui *ui, int64_t by, bool rows)
{
	int64_t things = rows ? by * (int64_t)ui->columns : by;

	if (!ui_scene_of(ui)->focus.any) {
		session_say(&ui->session, "there is no arena yet");
		return;
	}
	switch (level_of(ui)) {
	case LEVEL_NONE:
		if (rows)
			select_arena_by(ui, by);
		else
			select_pool_by(ui, by);
		break;
	case LEVEL_PROCESS:
		select_arena_by(ui, things);
		break;
	case LEVEL_ARENA:
		select_pool_by(ui, things);
		break;
	case LEVEL_POOL:
		select_block_by(ui, things);
		break;
	case LEVEL_BYTES:
		if (rows)
			select_block_by(ui, by);
		else
			select_word_by(ui, by);
		break;
	}
}

/* The thing of that number at the present level.  False: there is no such thing here. */
static bool select_number(struct ui *ui, int64_t number)
{
	struct pool_info pool;

	switch (level_of(ui)) {
	case LEVEL_PROCESS:
		return is_among(number, (int64_t)process_slots(ui_scene_of(ui))) &&
		       select_arena_by(ui, number - (int64_t)ui_scene_of(ui)->focus.slot);
	case LEVEL_ARENA:
		if (!is_among(number, pools_in_focus(ui)))
			return false;
		select_pool_by(ui, number - (int64_t)ui_scene_of(ui)->focus.pool);
		return true;
	case LEVEL_POOL:
		if (!is_among(number, blocks_in_focus(ui, &pool)))
			return false;
		ui_scene(ui)->selection = (struct selection){0};
		select_block_by(ui, number + 1);
		return true;
	case LEVEL_NONE:
	case LEVEL_BYTES:
		break;
	}
	return true;
}

/* Why no thing of that number could be selected: how many there are. */
static void say_no_number(struct ui *ui, uint64_t number)
{
	bool chinese = ui->session.chinese;
	struct str out = str_init(ui->session.message, sizeof ui->session.message);
	struct pool_info pool;
	uint64_t slots = process_slots(ui_scene_of(ui));

	if (slots == 0)
		str_add(&out, lang_text(chinese, "there is no arena yet"));
	else if (level_of(ui) == LEVEL_PROCESS)
		str_printf(&out, lang_text(chinese, "there is no arena %" PRIu64 ": the last is %" PRIu64),
			   number, slots - 1);
	else if (level_of(ui) == LEVEL_ARENA && pools_in_focus(ui) > 0)
		str_printf(&out, lang_text(chinese, "there is no pool %" PRIu64 ": the last is %" PRIu64),
			   number, (uint64_t)pools_in_focus(ui) - 1);
	else if (level_of(ui) == LEVEL_POOL && blocks_in_focus(ui, &pool) > 0)
		str_printf(&out,
			   lang_text(chinese, "there is no block %" PRIu64 ": the last is %" PRIu64),
			   number, (uint64_t)pool.capacity - 1);
	else
		str_printf(&out, lang_text(chinese, "there is no number %" PRIu64 " here"), number);
}

/* -- in and out ---------------------------------------------------------------------- */

void zoom_in(struct ui *ui)
{
	enum level level = level_of(ui);

	if (ui->cursor.zoom < PANE_COUNT && level == LEVEL_NONE) {
		ui->cursor.zoom = PANE_COUNT; /* a pane that was enlarged, and has nothing inside */
		return;
	}
	if (level == LEVEL_NONE && !ui->count) {
		enter(ui, ui->cursor.pane < PANE_COUNT ? ui->cursor.pane
			   : ui->pool_alone      ? PANE_POOL
						  : PANE_ARENAS);
		return;
	}
	if (level == LEVEL_NONE)
		enter(ui, PANE_PROCESS);
	if (ui->count && !select_number(ui, (int64_t)ui->count)) {
		say_no_number(ui, ui->count);
		return;
	}
	if (level == LEVEL_BYTES)
		session_say(&ui->session, "bytes are the last level: <leave:Esc> goes out");
	else
		ui->cursor.zoom = zoom_pane(level_of(ui) + 1);
}

void zoom_out(struct ui *ui)
{
	enum level level = level_of(ui);

	if (ui->cursor.zoom == PANE_COUNT)
		ui->cursor.pane = PANE_COUNT;
	else if (level > ui->cursor.entered && ui->cursor.entered != LEVEL_NONE)
		ui->cursor.zoom = zoom_pane(level - 1);
	else
		ui->cursor.zoom = PANE_COUNT;
}

/* -- the mouse ----------------------------------------------------------------------- */

/* The byte clicked on lies in what is selected: the same block, or the same field. */
static bool is_selected_byte(const struct ui *ui, uint32_t offset)
{
	const struct selection *selection = &ui_scene_of(ui)->selection;
	struct pool_info pool;

	if (!ui_scene_of(ui)->chosen ||
	    !heap_pool(heap_of(ui), ui_scene_of(ui)->focus.slot, ui_scene_of(ui)->focus.pool, &pool))
		return false;
	if (level_of(ui) == LEVEL_BYTES || pool.block_size == 0)
		return bytes_row(selection->offset) == bytes_row(offset);
	if (offset < POOL_OVERHEAD || selection->offset < POOL_OVERHEAD)
		return offset < POOL_OVERHEAD && selection->offset < POOL_OVERHEAD;
	return (selection->offset - POOL_OVERHEAD) / pool.block_size ==
	       (offset - POOL_OVERHEAD) / pool.block_size;
}

static bool is_selected(const struct ui *ui, const struct target *target)
{
	const struct focus *focus = &ui_scene_of(ui)->focus;

	if (!ui->cursor.held || !focus->any || target->kind == TARGET_LEVEL ||
	    target->kind == TARGET_OPERATION ||
	    focus->slot != target->slot)
		return false;
	if (target->kind == TARGET_ARENA)
		return true;
	if (focus->pool != target->pool)
		return false;
	return target->kind == TARGET_POOL || is_selected_byte(ui, target->offset);
}

static void go_to_level(struct ui *ui, enum level level)
{
	if (ui->cursor.zoom == PANE_COUNT || level < ui->cursor.entered)
		ui->cursor.entered = level;
	ui->cursor.zoom = zoom_pane(level);
}

static void select_target(struct ui *ui, const struct target *target)
{
	struct arena_info arena;

	switch (target->kind) {
	case TARGET_LEVEL:
		go_to_level(ui, (enum level)target->slot);
		break;
	case TARGET_ARENA:
		if (level_of(ui) != LEVEL_NONE ||
		    (heap_arena(heap_of(ui), target->slot, &arena) && arena.state != ARENA_UNUSED))
			hold_arena(ui, target->slot);
		break;
	case TARGET_POOL:
		hold_pool(ui, target->slot, target->pool);
		break;
	case TARGET_BYTE:
		hold_byte(ui, target->offset);
		break;
	case TARGET_OPERATION:
		playback_stop(&ui->session);
		pair_seek_operation(&ui->session.pair, target->slot, 0);
		break;
	case TARGET_NONE:
	case TARGET_MEMBER_ARENA: /* never clicked as such: target_clicked */
	case TARGET_MEMBER_POOL:
	case TARGET_POINTER:
	case TARGET_HAND:
		break;
	}
}

void zoom_click(struct ui *ui, const struct press *press)
{
	static const enum level inside[] = {[TARGET_ARENA] = LEVEL_ARENA,
					    [TARGET_POOL] = LEVEL_POOL,
					    [TARGET_BYTE] = LEVEL_BYTES};
	uint64_t tag = canvas_tag_at(press->canvas, press->x, press->y);
	struct target target = target_clicked(target_of(tag));

	if (target.kind != TARGET_NONE && is_selected(ui, &target))
		go_to_level(ui, inside[target.kind]);
	else
		select_target(ui, &target);
}

bool zoom_wheel(struct ui *ui, const struct press *press)
{
	int64_t by = press->up ? -1 : 1;
	enum level level = level_of(ui);

	if (level == LEVEL_NONE ||
	    !rect_contains(ui->layout.panes[ui->cursor.zoom], press->x, press->y))
		return false;
	if (level == LEVEL_BYTES)
		zoom_select_by(ui, by * WHEEL_WORDS, false);
	else
		zoom_select_by(ui, by, true);
	return true;
}

void zoom_measure(struct ui *ui)
{
	const struct layout *layout = &ui->layout;
	enum level level = level_of(ui);

	ui->pool_alone = level == LEVEL_NONE && layout->panes[PANE_ARENAS].w == 0;
	ui->columns = level == LEVEL_NONE
			       ? 1
			       : zoom_columns(ui_scene(ui), level,
					      rect_inset(layout->panes[ui->cursor.zoom], 1));
}
