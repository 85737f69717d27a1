/*
 * target.h - what a cell of the screen stands for, for clicks on it, and for motion,
 * which must find things again in the next frame.
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
	TARGET_MEMBER_ARENA, /* in a list; offset = enum list_kind */
	TARGET_MEMBER_POOL,  /* the same */
	TARGET_POINTER,      /* into the pool in focus; offset = enum pointer_kind */
	TARGET_HAND,         /* the operation: what it gets or gives is in the program's hand */
};

enum list_kind { USABLE_ARENAS, FREEPOOLS, USEDPOOLS };

enum pointer_kind { POINTER_FREEBLOCK, POINTER_NEXTOFFSET, POINTER_MAXNEXTOFFSET };

struct target {
	enum target_kind kind;
	uint64_t slot; /* TARGET_OPERATION: the operation */
	uint32_t pool;
	uint32_t offset;
};

/* 4 bits of kind, 28 of slot, 8 of pool (MAX_POOLS_IN_ARENA), 24 of offset; or all of them of an
 * operation. */
#define TARGET_OPERATION_BITS 0x0fffffffffffffff
/* A target as the tag of a cell, and back. */
static inline uint64_t target_tag(struct target target)
{
	if (target.kind == TARGET_OPERATION)
		return (uint64_t)target.kind << 60 | (target.slot & TARGET_OPERATION_BITS);
	return (uint64_t)target.kind << 60 | (target.slot & 0x0fffffff) << 32 |
	       (uint64_t)(target.pool & 0xff) << 24 | (target.offset & 0xffffff);
}

static inline struct target target_of(uint64_t tag)
{
	if (tag >> 60 == TARGET_OPERATION)
		return (struct target){.kind = TARGET_OPERATION,
				       .slot = tag & TARGET_OPERATION_BITS};
	return (struct target){(enum target_kind)(tag >> 60), tag >> 32 & 0x0fffffff,
			       (uint32_t)(tag >> 24 & 0xff), (uint32_t)(tag & 0xffffff)};
}

/* Tag what is drawn on [rect]. */
static inline void tag_arena(struct canvas *canvas, struct rect rect, uint64_t slot)
{
	canvas_tag(canvas, rect, target_tag((struct target){TARGET_ARENA, slot, 0, 0}));
}

static inline void tag_operation(struct canvas *canvas, struct rect rect, uint64_t operation)
{
	canvas_tag(canvas, rect,
		   target_tag((struct target){.kind = TARGET_OPERATION, .slot = operation}));
}

static inline void tag_pool(struct canvas *canvas, struct rect rect, uint64_t slot, uint32_t pool)
{
	canvas_tag(canvas, rect, target_tag((struct target){TARGET_POOL, slot, pool, 0}));
}

static inline void tag_byte(struct canvas *canvas, struct rect rect, const struct focus *focus,
			    uint32_t offset)
{
	canvas_tag(canvas, rect,
		   target_tag((struct target){TARGET_BYTE, focus->slot, focus->pool, offset}));
}

/* What a click on it is about: a member of a list is the arena or pool itself. */
static inline struct target target_clicked(struct target target)
{
	switch (target.kind) {
	case TARGET_MEMBER_ARENA:
		return (struct target){TARGET_ARENA, target.slot, 0, 0};
	case TARGET_MEMBER_POOL:
		return (struct target){TARGET_POOL, target.slot, target.pool, 0};
	case TARGET_POINTER:
	case TARGET_HAND:
		return (struct target){TARGET_NONE, 0, 0, 0};
	case TARGET_NONE:
	case TARGET_LEVEL:
	case TARGET_ARENA:
	case TARGET_POOL:
	case TARGET_BYTE:
	case TARGET_OPERATION:
		break;
	}
	return target;
}

/* A member of a list: an arena, or pool [pool] of it. */
static inline void tag_member(struct canvas *canvas, struct rect rect, enum list_kind list,
			      uint64_t slot, uint32_t pool)
{
	enum target_kind kind = list == USABLE_ARENAS ? TARGET_MEMBER_ARENA : TARGET_MEMBER_POOL;

	canvas_tag(canvas, rect, target_tag((struct target){kind, slot, pool, list}));
}

static inline void tag_pointer(struct canvas *canvas, struct rect rect, const struct focus *focus,
			       enum pointer_kind kind)
{
	canvas_tag(canvas, rect,
		   target_tag((struct target){TARGET_POINTER, focus->slot, focus->pool, kind}));
}

#endif
