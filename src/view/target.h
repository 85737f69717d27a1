/*
 * target.h - what a cell of the screen stands for, for those who click on it.
 *
 * Views tag what they draw (canvas_tag) with a target packed into a number.
 */
#ifndef VIEW_TARGET_H
#define VIEW_TARGET_H

#include <stdint.h>

#include "draw/canvas.h"
#include "view/scene.h"

enum target_kind {
	TARGET_NONE,
	TARGET_LEVEL, /* a part of the path: slot = enum level */
	TARGET_ARENA,
	TARGET_POOL,
	TARGET_BYTE, /* of the pool in focus: the start of its header, of a field or a block */
	TARGET_OPERATION, /* the moment behind it */
};

struct target {
	enum target_kind kind;
	uint64_t slot;
	uint32_t pool;
	uint32_t offset;
	uint64_t operation;
};

/* 3 bits of kind, 29 of slot, 8 of pool (MAX_POOLS_IN_ARENA), 24 of offset; or all of them of an
 * operation. */
static inline uint64_t target_tag(struct target target)
{
	if (target.kind == TARGET_OPERATION)
		return (uint64_t)target.kind << 61 | (target.operation & 0x1fffffffffffffff);
	return (uint64_t)target.kind << 61 | (target.slot & 0x1fffffff) << 32 |
	       (uint64_t)(target.pool & 0xff) << 24 | (target.offset & 0xffffff);
}

static inline struct target target_of(uint64_t tag)
{
	if (tag >> 61 == TARGET_OPERATION)
		return (struct target){.kind = TARGET_OPERATION,
				       .operation = tag & 0x1fffffffffffffff};
	return (struct target){(enum target_kind)(tag >> 61), tag >> 32 & 0x1fffffff,
			       (uint32_t)(tag >> 24 & 0xff), (uint32_t)(tag & 0xffffff), 0};
}

static inline void tag_arena(struct canvas *canvas, struct rect rect, uint64_t slot)
{
	canvas_tag(canvas, rect, target_tag((struct target){TARGET_ARENA, slot, 0, 0, 0}));
}

static inline void tag_operation(struct canvas *canvas, struct rect rect, uint64_t operation)
{
	canvas_tag(canvas, rect,
		   target_tag((struct target){.kind = TARGET_OPERATION, .operation = operation}));
}

static inline void tag_pool(struct canvas *canvas, struct rect rect, uint64_t slot, uint32_t pool)
{
	canvas_tag(canvas, rect, target_tag((struct target){TARGET_POOL, slot, pool, 0, 0}));
}

static inline void tag_byte(struct canvas *canvas, struct rect rect, const struct focus *focus,
			    uint32_t offset)
{
	canvas_tag(canvas, rect,
		   target_tag((struct target){TARGET_BYTE, focus->slot, focus->pool, offset, 0}));
}

#endif
