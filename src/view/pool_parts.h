/*
 * pool_parts.h - the parts of the pool pane (pool_view.c), and the blocks they all look at.
 */
#ifndef VIEW_POOL_PARTS_H
#define VIEW_POOL_PARTS_H

#include "base/lang.h"
#include "base/str.h"
#include "draw/canvas.h"
#include "view/scene.h"

/* Lost: neither in use nor on the free list, which was broken before it. */
enum block_state { BLOCK_USED, BLOCK_FREE, BLOCK_VIRGIN, BLOCK_LOST };

struct blocks {
	struct pool_info pool;
	uint32_t count;
	uint16_t order[MAX_BLOCKS_IN_POOL]; /* place on the free list from 1; 0 = not on it */
	bool lost[MAX_BLOCKS_IN_POOL];
	uint32_t lost_count;
	struct label labels[MAX_BLOCKS_IN_POOL];
	size_t label_count;
	int16_t label_of[MAX_BLOCKS_IN_POOL]; /* -1 = none */
	uint8_t future[MAX_BLOCKS_IN_POOL];   /* enum future; if that is wanted */
	bool has_future;
};

/* The pool in focus with its blocks.  False where it has none to show, which is said instead:
 * the focus is held where nothing is now, or the pool has no size class yet. */
bool blocks_open(const struct scene *scene, struct canvas *canvas, struct blocks *blocks);

/* Fill in the rest, given [blocks]->pool, which has a size class. */
void blocks_read(const struct scene *scene, struct blocks *blocks);

/* Names are wanted only where there is room for them, or where blocks may be lost. */
void blocks_find_labels(const struct scene *scene, struct blocks *blocks);

/* What becomes of those in use, if that is wanted. */
void blocks_find_futures(const struct scene *scene, struct blocks *blocks);

/* Of block [number], from 0, below [blocks]->count: what it is; whether the step at hand has
 * changed it. */
enum block_state blocks_state(const struct blocks *blocks, uint32_t number);
bool blocks_changed(const struct scene *scene, const struct blocks *blocks, uint32_t number);

/* Where in a block the bytes begin that nobody asked for: at its end if there are none, or if what
 * was asked for is not known (blocks_find_labels must have been called). */
uint32_t blocks_padding_at(const struct blocks *blocks, uint32_t number);

/* Whether the byte at an offset of the pool is one of these. */
bool blocks_is_padding(const struct blocks *blocks, uint32_t offset);

/* "░ 7 B padding", in the word at an offset of the pool in which they begin; otherwise nothing. */
void blocks_add_padding(const struct scene *scene, const struct blocks *blocks, uint32_t offset,
			struct str *out);

/* Of [cells] cells that a used block is drawn in, those that show what was asked for: all of them
 * if that is not known; where there is padding and more than one cell, never all of them. */
int blocks_asked_cells(const struct blocks *blocks, uint32_t number, int cells);

/* Where the link in a free block leads, a broken list anywhere; and the same in words: "+48",
 * "NULL". */
addr blocks_link(const struct scene *scene, const struct blocks *blocks, uint32_t number);
void blocks_add_link(const struct scene *scene, const struct blocks *blocks, uint32_t number,
		     struct str *out);

/* The fields of the header, on the top rows of the area, and how many these are. */
void pool_header_draw(const struct scene *scene, struct canvas *canvas,
		      const struct pool_info *pool);
int pool_header_rows(struct rect area);

/* The number of the block selected; -1 = the header, the tail, or nothing. */
int blocks_selected(const struct scene *scene, const struct blocks *blocks);

/* On the usual screen what the operation is about is marked as changed, not as selected. */
static inline bool blocks_show_selection(const struct scene *scene)
{
	return scene->selection.any && (scene->chosen || scene->options.stage.level != LEVEL_NONE);
}

/* Instead of a header and blocks, where there are none yet. */
void pool_virgin_draw(const struct scene *scene, struct canvas *canvas,
		      const struct pool_info *pool);

/* The blocks in rows, over the whole area; and how many stand in a row. */
void pool_map_draw(const struct scene *scene, struct blocks *blocks, struct canvas *canvas);
uint32_t pool_map_columns(const struct scene *scene, const struct blocks *blocks,
			  struct rect area);

/* Whether what a block has beyond the bytes asked for can be seen there. */
bool pool_map_has_padding(const struct scene *scene, const struct blocks *blocks,
			  struct rect area);

/* Bytes behind the last block. */
uint32_t pool_tail_bytes(const struct scene *scene, const struct pool_info *pool);

/* Where there is no pool yet, or nothing in it: what the characters of the map of arenas and of
 * that of a pool will mean, a row each; nothing where there is no room. */
void pool_guide_draw(const struct scene *scene, struct canvas *canvas);

/* What the characters mean, on one line. */
void pool_legend_draw(const struct scene *scene, const struct blocks *blocks,
		      struct canvas *canvas, bool has_padding);

/* The block selected on one line: what it is, its name in full, what was asked for. */
void pool_line_draw(const struct scene *scene, struct blocks *blocks, struct canvas *canvas);

/* Where the map goes in the pane; what stands around it leaves this. */
struct rect pool_map_area(struct rect area);

/* What a pool is, in a few words ("used: some blocks in use"); in one: pool_state_word(). */
const char *pool_line_state(enum lang lang, enum pool_state state);

/* Append an ordinal: "3rd". */
void pool_ordinal(const struct scene *scene, uint32_t number, struct str *out);

/* The pool to scale, and under it the pointers with their names. */
#define POOL_POINTERS_ROWS 2
void pool_pointers_draw(const struct scene *scene, const struct blocks *blocks,
			struct canvas *canvas);

#endif
