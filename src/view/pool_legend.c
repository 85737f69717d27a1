/*
 * pool_legend.c - what the characters of the map and of the line under it mean.
 *
 *	H header  ■▄ in use  ░ padding  1 2 ○ free, in order  ▹· virgin  ~ tail
 *
 * Every character that such a pool can show is named, so that nothing jumps from step to step;
 * only lost blocks, which are rare, come and go.
 */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "view/future.h"
#include "view/pool_parts.h"
#include "view/zoom.h"

enum entry_id { HEADER, USED, NEVER, LATER, SOON, UNKNOWN, PADDING, FREE, EMPTY, VIRGIN, TAIL, LOST, ENTRY_COUNT };

struct entry {
	enum role role;
	const char *glyphs;
	const char *words[2]; /* in full, short */
};

static const struct entry usual[ENTRY_COUNT] = {
	[HEADER] = {ROLE_POOL_HEADER, "H", {N_("header"), N_("header")}},
	[USED] = {ROLE_BLOCK_USED, "■▄", {N_("in use"), N_("in use")}},
	[NEVER] = {ROLE_FUTURE_NEVER, "█", {N_("never freed"), N_("never")}},
	[LATER] = {ROLE_FUTURE_LATER, "▓", {N_("freed later"), N_("later")}},
	[SOON] = {ROLE_FUTURE_SOON, "░", {N_("soon"), N_("soon")}},
	[UNKNOWN] = {ROLE_DIM, "?", {N_("not known"), N_("unknown")}},
	[PADDING] = {ROLE_PADDING, "░", {N_("padding"), N_("padding")}},
	[FREE] = {ROLE_BLOCK_FREE, "1 2 ○", {N_("free, in order"), N_("free")}},
	[EMPTY] = {ROLE_POOL_EMPTY, "1 2 □", {N_("free, in an empty pool"), N_("free")}},
	[VIRGIN] = {ROLE_BLOCK_VIRGIN, "▹·", {N_("virgin"), N_("virgin")}},
	[TAIL] = {ROLE_TAIL, "~", {N_("tail"), N_("tail")}},
	[LOST] = {ROLE_BLOCK_LOST, "×", {N_("lost: on no list"), N_("lost")}},
};

/* How closely it is set. */
struct legend_form {
	int words; /* index of entry.words */
	int gap;
};

static int columns_of(const struct entry *entries, const bool *wanted, struct legend_form form)
{
	int columns = -form.gap;

	for (int id = 0; id < ENTRY_COUNT; id++)
		if (wanted[id])
			columns += utf8_columns(entries[id].glyphs) + 1 + form.gap +
				   utf8_columns(entries[id].words[form.words]);
	return columns;
}

/* The widest form that fits; where none does, what explains itself best is left out. */
static struct legend_form choose_form(const struct entry *entries, bool *wanted, int width)
{
	static const struct legend_form forms[] = {{0, 2}, {1, 2}, {1, 1}};
	static const enum entry_id given_up[] = {HEADER, TAIL, PADDING, FREE, VIRGIN};

	for (size_t left_out = 0;; left_out++) {
		for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
			if (columns_of(entries, wanted, forms[i]) <= width)
				return forms[i];
		if (left_out == sizeof given_up / sizeof *given_up)
			return (struct legend_form){1, 1};
		wanted[given_up[left_out]] = false;
	}
}

/* After a double free a pool may be empty and have blocks in use. */
static bool has_used(const struct blocks *blocks)
{
	for (uint32_t i = 0; i < blocks->count; i++)
		if (blocks_state(blocks, i) == BLOCK_USED)
			return true;
	return false;
}

/* -- before there are blocks ------------------------------------------------------------- */

#define GUIDE_COLUMN 7
#define GUIDE_Y 2     /* at most: below what is said about there being nothing */
#define GUIDE_WIDTH 24

void pool_guide_draw(const struct scene *scene, struct canvas *canvas)
{
	static const enum role roles[] = {ROLE_POOL_USED, ROLE_POOL_FULL, ROLE_POOL_EMPTY,
					  ROLE_POOL_VIRGIN};
	static const struct {
		enum entry_id id;
		const char *words;
	} blocks[] = {
		{USED, N_("in use")},
		{FREE, N_("free, numbered in the order of the free list")},
		{VIRGIN, N_("virgin: from nextoffset on, never in use")},
		{HEADER, N_("header of the pool")},
		{TAIL, N_("tail: too short for one more block")},
	};
	enum { BLOCKS = sizeof blocks / sizeof *blocks, ROWS = 3 + BLOCKS };
	struct rect area = canvas_area(canvas);
	int y = area.h - ROWS < GUIDE_Y + 1 ? area.h - ROWS : GUIDE_Y + 1;

	if (y < GUIDE_Y || area.w < GUIDE_WIDTH)
		return;
	canvas_text(canvas, 0, y++, area.w, ROLE_TEXT, tr(scene, "In an arena, a cell is a pool:"));
	zoom_legend(canvas, y++, tr(scene, "▁▇ used  █ full  □ empty  · virgin"), roles);
	canvas_text(canvas, 0, y++, area.w, ROLE_TEXT, tr(scene, "In a pool, a cell is a block:"));
	for (int i = 0; i < BLOCKS; i++, y++) {
		canvas_text(canvas, 0, y, GUIDE_COLUMN, usual[blocks[i].id].role,
			    usual[blocks[i].id].glyphs);
		canvas_text(canvas, GUIDE_COLUMN, y, area.w - GUIDE_COLUMN, ROLE_DIM,
			    tr(scene, blocks[i].words));
	}
}

/* -- the line ---------------------------------------------------------------------------- */

void pool_legend_draw(const struct scene *scene, const struct blocks *blocks,
		      struct canvas *canvas, bool has_padding)
{
	const struct pool_info *pool = &blocks->pool;
	bool is_empty = pool->state == POOL_EMPTY;
	bool future = scene->options.future.shown;
	char text[64], why[64];
	struct str unknown = str_init(why, sizeof why);
	struct str soon = str_init(text, sizeof text);
	bool wanted[ENTRY_COUNT] = {
		[HEADER] = true,
		[USED] = !future && (!is_empty || has_used(blocks)),
		[NEVER] = future,
		[LATER] = future,
		[SOON] = future,
		[UNKNOWN] = future &&
			    (!scene->index->complete || timeline_lifetimes(scene->timeline)->full),
		[PADDING] = has_padding && !is_empty && !future,
		[FREE] = !is_empty,
		[EMPTY] = is_empty,
		[VIRGIN] = true,
		[TAIL] = pool_tail_bytes(scene, pool) > 0,
		[LOST] = blocks->lost_count > 0,
	};
	int width = canvas_area(canvas).w, x = 0;
	struct entry entries[ENTRY_COUNT];
	struct legend_form form;

	memcpy(entries, usual, sizeof entries);
	for (int id = 0; id < ENTRY_COUNT; id++)
		for (int i = 0; i < 2; i++)
			entries[id].words[i] = tr(scene, usual[id].words[i]);
	future_soon(scene, &soon);
	future_unknown(scene, &unknown);
	if (!scene->index->complete)
		entries[UNKNOWN].words[0] = entries[UNKNOWN].words[1] = why;
	entries[SOON].words[0] = entries[SOON].words[1] = text;
	form = choose_form(entries, wanted, width);

	for (int id = 0; id < ENTRY_COUNT; id++) {
		if (!wanted[id])
			continue;
		x += canvas_text(canvas, x, 0, width - x, entries[id].role, entries[id].glyphs) + 1;
		x += canvas_text(canvas, x, 0, width - x, ROLE_DIM, entries[id].words[form.words]) +
		     form.gap;
	}
}
