/* motion.c - what moves from one frame to the next; see motion.h. */
#include "view/motion.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "view/target.h"

#define ARENAS_COMPARED 256
#define POOLS_COMPARED 256 /* of a list: more are not drawn */
#define LANDED 0.75    /* of the time: from then on it lies where it has come to, to be seen there */
#define NAME_COLUMNS 10 /* a longer one travels as a plain block */

/* -- a block changes hands --------------------------------------------------------------- */

/* The count of the pool in focus before what happened last; false if that left it alone. */
static bool count_before(const struct scene *scene, const struct pool_info *pool, uint32_t *count)
{
	uint64_t before;

	if (!scene_changed(scene, pool->address, &before))
		return false;
	*count = (uint32_t)before;
	return *count != pool->used;
}

/* A pool that is set up gives its first block without taking it from a list. */
static bool gives_first(const struct scene *scene)
{
	const struct current *current = &scene->current;
	uint64_t last = current->first_step + current->steps_done - 1;
	uint32_t kind;

	if (current->steps_done == 0 || current->writes_done > 0 ||
	    !journal_keeps_step(scene->journal, last))
		return false;
	kind = journal_step(scene->journal, last)->kind;
	return kind == STEP_POOL_INIT || kind == STEP_POOL_SAME_CLASS;
}

void motion_note(struct motion_frame *frame, const struct scene *scene)
{
	struct handover *handover = &frame->handover;
	const struct event *event = &scene->current.event;
	struct pool_info pool;
	uint32_t before = 0;

	frame->focus = scene->focus;
	*handover = (struct handover){0};
	if (!scene->current.any || event->kind != EVENT_OP || !scene->selection.any ||
	    scene->chosen || !scene->focus.any ||
	    !heap_pool(scene->heap, scene->focus.slot, scene->focus.pool, &pool) ||
	    !(count_before(scene, &pool, &before) || gives_first(scene)))
		return;
	handover->any = true;
	handover->taken = pool.used > before;
	handover->tag = target_tag((struct target){TARGET_BYTE, scene->focus.slot,
						   scene->focus.pool, scene->selection.offset});
	scene->program->ops->spell(scene->program, event->op.name, handover->name,
				   sizeof handover->name);
	if (handover->name[0] == '\0' || utf8_columns(handover->name) > NAME_COLUMNS)
		snprintf(handover->name, sizeof handover->name, "■■");
}

/* -- flights ----------------------------------------------------------------------------- */

/* The middle of the way is seen only if there is one. */
static bool is_far(const struct canvas_place *from, const struct canvas_place *to)
{
	return abs(from->x - to->x) + 2 * abs(from->y - to->y) >= 2;
}

static void add_flight(struct motion *motion, const struct canvas_place *from,
		       const struct canvas_place *to, enum role role, const char *text)
{
	struct flight *flight = &motion->flights[motion->count];

	if (!from || !to || !is_far(from, to) || motion->count == FLIGHTS_MAX)
		return;
	*flight = (struct flight){*from, *to, role, ""};
	snprintf(flight->text, sizeof flight->text, "%s", text);
	motion->count++;
}

static void add_handover(struct motion *motion, const struct motion_frame *before,
			 const struct motion_frame *after, bool back)
{
	/* Undoing a step shows it backwards: it is the one that the frame before was about. */
	const struct handover *handover = back ? &before->handover : &after->handover;
	uint64_t hand = target_tag((struct target){.kind = TARGET_HAND});
	bool taken = handover->taken != back;
	const struct canvas_place *block, *title;

	if (!handover->any)
		return;
	block = canvas_place_of(&after->places, handover->tag);
	if (!block) /* the pool in focus is another one now */
		block = canvas_place_of(&before->places, handover->tag);
	title = canvas_place_of(&after->places, hand);
	add_flight(motion, taken ? block : title, taken ? title : block, ROLE_BLOCK_USED,
		   handover->name);
}

/* -- members of lists -------------------------------------------------------------------- */

static bool is_member(const struct target *target)
{
	return target->kind == TARGET_MEMBER_ARENA || target->kind == TARGET_MEMBER_POOL;
}

static bool same_list(const struct target *a, const struct target *b)
{
	return a->kind == b->kind && a->offset == b->offset;
}

/* Of a frame: the place of a member in whichever list it is. */
static const struct canvas_place *find_member(const struct canvas_places *places,
					      const struct target *member)
{
	for (size_t i = 0; i < places->count; i++) {
		struct target target = target_of(places->items[i].tag);

		if (target.kind == member->kind && target.slot == member->slot &&
		    target.pool == member->pool)
			return &places->items[i];
	}
	return NULL;
}

/* Whether it is the first of its list; each class has its usedpools on a row of its own. */
static bool is_head(const struct canvas_places *places, const struct canvas_place *member)
{
	struct target self = target_of(member->tag);

	for (const struct canvas_place *at = places->items; at < member; at++) {
		struct target target = target_of(at->tag);

		if (same_list(&target, &self) && (self.offset != USEDPOOLS || at->y == member->y))
			return false;
	}
	return true;
}

/* Where the thing itself is drawn, whatever list it is in. */
static const struct canvas_place *home_of(const struct canvas_places *places,
					  const struct target *member)
{
	struct target home = {TARGET_ARENA, member->slot, 0, 0};

	if (member->kind == TARGET_MEMBER_POOL)
		home = (struct target){TARGET_POOL, member->slot, member->pool, 0};
	return canvas_place_of(places, target_tag(home));
}

static bool holds(const addr *members, size_t count, addr pool)
{
	for (size_t i = 0; i < count && i < POOLS_COMPARED; i++)
		if (members[i] == pool)
			return true;
	return false;
}

/* Whether it is (still) in that list, though there may be no room to draw it. */
static bool is_in_list(const struct scene *scene, const struct target *member)
{
	addr members[POOLS_COMPARED];
	struct arena_info arena;
	struct pool_info pool;
	size_t count = 0;

	if (!heap_arena(scene->heap, member->slot, &arena))
		return false;
	if (member->kind == TARGET_MEMBER_ARENA)
		return arena.state == ARENA_USABLE;
	/* The pools of an arena that is given back are gone with it: nothing travels. */
	if (arena.state == ARENA_UNUSED)
		return true;
	if (!heap_pool(scene->heap, member->slot, member->pool, &pool))
		return false;
	if (member->offset == FREEPOOLS)
		count = heap_freepools(scene->heap, member->slot, members, POOLS_COMPARED);
	else if (pool.szidx < model_classes(scene->model))
		count = heap_usedpools(scene->heap, pool.szidx, members, POOLS_COMPARED);
	return holds(members, count, pool.address);
}

static void name_member(const struct target *member, char *text, size_t bytes)
{
	if (member->kind == TARGET_MEMBER_ARENA)
		snprintf(text, bytes, "a%" PRIu64, member->slot);
	else
		snprintf(text, bytes, "%" PRIu64 ":%u", member->slot, member->pool);
}

static void add_member(struct motion *motion, const struct canvas_place *from,
		       const struct canvas_place *to, const struct target *member)
{
	char text[32];

	name_member(member, text, sizeof text);
	add_flight(motion, from, to, ROLE_LINK, text);
}

/* Members that have left their list, to another one or home.  [another]: the freepools shown now
 * are those of another arena. */
static void add_leaving(struct motion *motion, const struct scene *scene,
			const struct canvas_places *before, const struct canvas_places *after,
			bool another)
{
	for (size_t i = 0; i < before->count; i++) {
		const struct canvas_place *was = &before->items[i], *is;
		struct target member = target_of(was->tag), now;

		if (!is_member(&member) || (another && member.offset == FREEPOOLS))
			continue;
		is = find_member(after, &member);
		if (is) {
			now = target_of(is->tag);
			if (!same_list(&member, &now))
				add_member(motion, was, is, &member);
		} else if (!is_in_list(scene, &member)) {
			is = home_of(after, &member);
			add_member(motion, was, is ? is : home_of(before, &member), &member);
		}
	}
}

/* Members that have come into a list from home: at its head, since further back there may only
 * be more room than before. */
static void add_coming(struct motion *motion, const struct canvas_places *before,
		       const struct canvas_places *after, bool another)
{
	for (size_t i = 0; i < after->count; i++) {
		const struct canvas_place *is = &after->items[i];
		struct target member = target_of(is->tag);

		if (is_member(&member) && !(another && member.offset == FREEPOOLS) &&
		    !find_member(before, &member) && is_head(after, is))
			add_member(motion, home_of(after, &member), is, &member);
	}
}

/* The members of usable_arenas in one frame that are in the other one, too; in order. */
static int common_arenas(const struct canvas_places *places, const struct canvas_places *other,
			 const struct canvas_place **found, int most)
{
	int count = 0;

	for (size_t i = 0; i < places->count && count < most; i++) {
		struct target member = target_of(places->items[i].tag);

		if (member.kind == TARGET_MEMBER_ARENA && find_member(other, &member))
			found[count++] = &places->items[i];
	}
	return count;
}

/* usable_arenas is kept in order: of those that were in it and are, the one that went furthest
 * has moved; the others only made room. */
static void add_moved_arena(struct motion *motion, const struct canvas_places *before,
			    const struct canvas_places *after)
{
	const struct canvas_place *were[ARENAS_COMPARED], *are[ARENAS_COMPARED];
	int count = common_arenas(before, after, were, ARENAS_COMPARED);
	int others = common_arenas(after, before, are, ARENAS_COMPARED);
	int from = 0, to = 0;
	struct target moved;

	for (int i = 0; i < count; i++) {
		for (int k = 0; k < others; k++) {
			if (were[i]->tag == are[k]->tag && abs(i - k) > abs(from - to)) {
				from = i;
				to = k;
			}
		}
	}
	if (from == to)
		return;
	moved = target_of(were[from]->tag);
	add_member(motion, were[from], are[to], &moved);
}

/* -- pointers ---------------------------------------------------------------------------- */

static void add_pointers(struct motion *motion, const struct canvas_places *before,
			 const struct canvas_places *after)
{
	for (size_t i = 0; i < after->count; i++) {
		const struct canvas_place *is = &after->items[i];

		if (target_of(is->tag).kind == TARGET_POINTER)
			add_flight(motion, canvas_place_of(before, is->tag), is, ROLE_POINTER, "▲");
	}
}

void motion_plan(struct motion *motion, const struct scene *scene,
		 const struct motion_frame *before, const struct motion_frame *after, bool back)
{
	bool another = before->focus.slot != after->focus.slot;

	motion->count = 0;
	add_handover(motion, before, after, back);
	add_pointers(motion, &before->places, &after->places);
	add_leaving(motion, scene, &before->places, &after->places, another);
	add_coming(motion, &before->places, &after->places, another);
	add_moved_arena(motion, &before->places, &after->places);
}

/* -- drawing ----------------------------------------------------------------------------- */

/* Slow at both ends: the eye finds what starts, and sees it arrive. */
static double ease(double progress)
{
	return progress * progress * (3 - 2 * progress);
}

static int between(int from, int to, double part)
{
	double at = from + (to - from) * part;

	return (int)(at + 0.5);
}

/* A name with a rim, or among the letters that it passes it would be one of them. */
static void draw_badge(struct canvas *canvas, int x, int y, const struct flight *flight)
{
	bool has_rim = flight->role != ROLE_POINTER && x > 0;
	int width = utf8_columns(flight->text) + 2 * has_rim;
	struct rect badge = {x - has_rim, y, width, 1};

	canvas_fill(canvas, badge, flight->role, ' ');
	canvas_text(canvas, x, y, width, flight->role, flight->text);
	canvas_flag(canvas, badge, CELL_CHANGED);
}

void motion_draw(const struct motion *motion, double progress, struct canvas *canvas)
{
	double part = ease(progress < LANDED ? progress / LANDED : 1);

	if (progress >= 1)
		return;
	for (int i = 0; i < motion->count; i++) {
		const struct flight *flight = &motion->flights[i];
		int x = between(flight->from.x, flight->to.x, part);
		int y = between(flight->from.y, flight->to.y, part);

		draw_badge(canvas, x, y, flight);
	}
}
