/*
 * pool.h - the parts of the pool pane (pool_view.c), and the blocks they all look at.
 */
#ifndef VIEW_POOL_H
#define VIEW_POOL_H

#include "draw/canvas.h"
#include "view/scene.h"

#define MAX_BLOCKS 1024 /* of one pool: (16384 - 48) / 16 = 1021 */

enum block_state { BLOCK_USED, BLOCK_FREE, BLOCK_VIRGIN };

struct blocks {
	struct pool_info pool;
	uint32_t count;
	uint16_t order[MAX_BLOCKS]; /* place on the free list from 1; 0 = not on it */
	struct label labels[MAX_BLOCKS];
	size_t label_count;
	int16_t label_of[MAX_BLOCKS]; /* -1 = none */
};

/* Fill in the rest, given [blocks]->pool, which has a size class. */
void blocks_read(const struct scene *scene, struct blocks *blocks);

/* Names are wanted only where there is room for them. */
void blocks_find_labels(const struct scene *scene, struct blocks *blocks);

enum block_state block_state(const struct blocks *blocks, uint32_t number);
bool block_changed(const struct scene *scene, const struct blocks *blocks, uint32_t number);

/* The fields of the header, on the top rows of the area; returns how many they take. */
int pool_header_draw(const struct scene *scene, struct canvas *canvas,
		     const struct pool_info *pool);

/* The blocks in rows, over the whole area. */
void pool_map_draw(const struct scene *scene, struct blocks *blocks, struct canvas *canvas);

/* The pool to scale, and under it the pointers with their names. */
#define POOL_POINTERS_ROWS 2
void pool_pointers_draw(const struct scene *scene, const struct blocks *blocks,
			struct canvas *canvas);

#endif
