/* navigate.c - panes, levels, selection; see navigate.h. */
#include "ui/navigate.h"

#include <inttypes.h>
#include <string.h>

#include "base/lang.h"
#include "base/str.h"
#include "session/playback.h"
#include "ui/beside.h"
#include "view/hex_view.h"
#include "view/target.h"
#include "view/things.h"
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

void navigate_turn_pane(struct ui *ui, int by)
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

/* What can be chosen on the screen as it is; NULL = nothing. */
static const struct things *things_of(const struct ui *ui)
{
	return ui->cursor.zoom < PANE_COUNT ? view_of(ui->cursor.zoom)->things : NULL;
}

static bool same_focus(struct focus a, struct focus b)
{
	return a.any == b.any && a.slot == b.slot && a.pool == b.pool;
}

/* What was selected goes with its pool. */
static struct choice present_choice(const struct ui *ui)
{
	return (struct choice){ui_scene_of(ui)->focus, ui->cursor.at.selection};
}

static void hold(struct ui *ui, const struct choice *choice)
{
	bool stays = same_focus(choice->focus, ui_scene_of(ui)->focus);

	ui->cursor.at.held = true;
	ui->cursor.at.focus = choice->focus;
	ui->cursor.at.selection = stays ? choice->selection : (struct selection){0};
}

static void choose(struct ui *ui, const struct things *things, int64_t number)
{
	struct choice choice = present_choice(ui);

	things->choose(ui_scene_of(ui), number, &choice);
	hold(ui, &choice);
}

static int64_t within(int64_t value, int64_t least, int64_t most)
{
	return value > most ? most : value < least ? least : value;
}

static void choose_by(struct ui *ui, const struct things *things, int64_t by)
{
	const struct scene *scene = ui_scene_of(ui);
	int64_t count = things->count(scene);

	if (count > 0)
		choose(ui, things, within(things->chosen(scene) + by, things->first, count - 1));
}

static bool is_there(const struct ui *ui, int64_t slot)
{
	struct arena_info arena;

	return heap_arena(heap_of(ui), (uint64_t)slot, &arena) && arena.state != ARENA_UNUSED;
}

/* On the usual screen a row is an arena, of those that are there. */
static void choose_arena_by(struct ui *ui, int64_t by)
{
	const struct scene *scene = ui_scene_of(ui);
	int64_t last = process_things.count(scene) - 1, slot;

	if (last < 0)
		return;
	slot = within(process_things.chosen(scene) + by, 0, last);
	while (slot > 0 && slot < last && !is_there(ui, slot))
		slot += by < 0 ? -1 : 1;
	if (is_there(ui, slot))
		choose(ui, &process_things, slot);
}

void navigate_select_by(struct ui *ui, int64_t by, bool rows)
{
	const struct things *things = things_of(ui);

	if (!ui_scene_of(ui)->focus.any)
		session_say(&ui->session, "there is no arena yet");
	else if (!things && rows)
		choose_arena_by(ui, by);
	else if (!things)
		choose_by(ui, &arena_things, by);
	else if (rows && things->rows)
		choose_by(ui, things->rows, by);
	else
		choose_by(ui, things, rows ? by * (int64_t)ui->columns : by);
}

/* A format that is data: its two numbers are put in by hand. */
static void say_last(struct ui *ui, const struct things *things, uint64_t number, uint64_t last)
{
	const char *text = lang_text(ui->session.lang, things->no_number);
	struct str out = str_init(ui->session.message, sizeof ui->session.message);
	const uint64_t numbers[] = {number, last};

	for (size_t i = 0; i < 2; i++) {
		const char *gap = strstr(text, "%" PRIu64);

		str_addn(&out, text, (size_t)(gap - text));
		str_printf(&out, "%" PRIu64, numbers[i]);
		text = gap + strlen("%" PRIu64);
	}
	str_add(&out, text);
}

/* The thing of that number, of those that have numbers.  False: there is none, which is said. */
static bool choose_number(struct ui *ui, uint64_t number)
{
	const struct things *things = things_of(ui);
	enum lang lang = ui->session.lang;
	int64_t count;

	if (!things || !things->no_number)
		return true;
	count = things->count(ui_scene_of(ui));
	if (number < (uint64_t)count) {
		choose(ui, things, (int64_t)number);
		return true;
	}
	if (process_things.count(ui_scene_of(ui)) == 0)
		session_say(&ui->session, "there is no arena yet");
	else if (count > 0)
		say_last(ui, things, number, (uint64_t)count - 1);
	else
		session_sayf(&ui->session, lang_text(lang, "there is no number %" PRIu64 " here"),
			     number);
	return false;
}

/* -- in and out ---------------------------------------------------------------------- */

void navigate_in(struct ui *ui)
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
	if (ui->count && !choose_number(ui, ui->count))
		return;
	if (level == LEVEL_BYTES)
		session_say(&ui->session, "bytes are the last level: <leave:Esc> goes out");
	else
		ui->cursor.zoom = zoom_pane(level_of(ui) + 1);
}

void navigate_out(struct ui *ui)
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
		return hex_row(selection->offset) == hex_row(offset);
	if (offset < POOL_OVERHEAD || selection->offset < POOL_OVERHEAD)
		return offset < POOL_OVERHEAD && selection->offset < POOL_OVERHEAD;
	return (selection->offset - POOL_OVERHEAD) / pool.block_size ==
	       (offset - POOL_OVERHEAD) / pool.block_size;
}

static bool is_selected(const struct ui *ui, const struct target *target)
{
	const struct focus *focus = &ui_scene_of(ui)->focus;

	if (!ui->cursor.at.held || !focus->any || target->kind == TARGET_LEVEL ||
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
			choose(ui, &process_things, (int64_t)target->slot);
		break;
	case TARGET_POOL:
		hold(ui, &(struct choice){{true, target->slot, target->pool}, ui->cursor.at.selection});
		break;
	case TARGET_BYTE:
		hold(ui, &(struct choice){ui_scene_of(ui)->focus, {true, target->offset}});
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

void navigate_click(struct ui *ui, const struct press *press)
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

bool navigate_wheel(struct ui *ui, const struct press *press)
{
	int64_t by = press->up ? -1 : 1;
	enum level level = level_of(ui);

	if (level == LEVEL_NONE ||
	    !rect_contains(ui->layout.panes[ui->cursor.zoom], press->x, press->y))
		return false;
	if (level == LEVEL_BYTES)
		navigate_select_by(ui, by * WHEEL_WORDS, false);
	else
		navigate_select_by(ui, by, true);
	return true;
}

void navigate_measure(struct ui *ui)
{
	const struct layout *layout = &ui->layout;
	const struct things *things = things_of(ui);
	struct rect inside = things ? rect_inset(layout->panes[ui->cursor.zoom], 1) : (struct rect){0};
	enum level level = level_of(ui);

	ui->pool_alone = level == LEVEL_NONE && layout->panes[PANE_ARENAS].w == 0;
	ui->columns = things && things->columns
			      ? things->columns(ui_scene_of(ui), (struct rect){0, 0, inside.w, inside.h})
			      : 1;
}
