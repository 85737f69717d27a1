/*
 * fill.h - how full pools and arenas are, and the character that says so.
 *
 *	a pool    · virgin  ▁▂▃▄▅▆▇ used  █ full  □ empty (in freepools)
 *	an arena  ▁▂▃▄▅▆▇█ by how full it is  □ all its pools are free  · the slot has no arena
 *
 * Fill is always bytes in use, never pools taken: an arena of which every pool is
 * taken may be nearly empty, and that is what people look for.  Whether an arena has free pools is
 * told by its role, and where there is room by a sign.
 */
#ifndef VIEW_FILL_H
#define VIEW_FILL_H

#include "base/str.h"
#include "draw/canvas.h"
#include "view/scene.h"

struct mark {
	uint32_t glyph;
	enum role role;
};

/* The pools [from, to) of an arena. */
struct fill {
	uint32_t pools, states[POOL_STATE_COUNT];
	uint64_t blocks;
	uint64_t bytes;    /* in use */
	uint64_t capacity; /* bytes that pools can hand out */
};

/* Count them; [to] may lie behind the last pool. */
struct fill fill_of(const struct scene *scene, const struct arena_info *arena, uint32_t from,
		    uint32_t to);

/* A pool as one character. */
struct mark mark_of_pool(const struct pool_info *pool);

/* Append the states of the pools: "63 full, 1 empty", only those there are. */
void fill_states(const struct scene *scene, const struct fill *fill, struct str *out);

/* Several pools as one: full, empty or virgin only if all of them are. */
struct mark mark_of_pools(const struct fill *fill);

/* An arena as one character; [fill]: of the whole of it. */
struct mark mark_of_arena(const struct arena_info *arena, const struct fill *fill);

/* Cells for [pools] of an arena: one each, or one for two, four, ... of them. */
int fill_cells(int pools, int room);

/* A mark in a cell of several columns and rows: a level is as high a part of all rows as it is
 * of one, what is solid or shaded fills them, what has no height stands on the last row. */
void fill_draw_cell(struct canvas *canvas, struct rect cell, struct mark mark);

/* The arena's pools from left to right in [cells] cells from (x, y) on, [pitch] columns each,
 * one of which is left free if there are two or more, [height] rows high. */
void fill_draw(const struct scene *scene, struct canvas *canvas, int x, int y, int cells,
	       int pitch, int height, const struct arena_info *arena);

/* A pool of an arena that has just been given back: it was empty, or never carved. */
struct mark mark_of_former(bool carved);

/* All pools of an arena that has been given back, as fill_draw draws those of one in use, a column
 * and a row each. */
void fill_draw_former(struct canvas *canvas, int x, int y, int cells,
		      const struct arena_info *arena);

/* Signs in the gap behind a cell: ◂ it is selected, * it has just changed, ◀ both.  The cell itself
 * keeps its glyph, which says how full something is.  Nothing is drawn if neither holds. */
void mark_beside(struct canvas *canvas, int x, int y, bool selected, bool changed);

/* The last slot in use, plus one. */
uint64_t slots_in_use(const struct scene *scene);

/* Append [part] of [whole] in per cent: "77%", "3.1%". */
void fill_share(uint64_t part, uint64_t whole, struct str *out);

#endif
