/*
 * count.c - what is in a recording, one "name value" a line, and whether it makes sense: every
 * block that is freed was given, no block is given twice, small blocks lie in arenas and large
 * ones do not.
 *
 * usage: count FILE [print]
 *
 * "print" shows marks, imports and notes, in order, first.  Exit status 1 if it is broken or
 * does not make sense.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/mem.h"
#include "trace/recording.h"

#define FAULTS_SHOWN 5

struct range {
	uint64_t base, size;
};

struct world {
	const struct recording_head *head;
	uint64_t *live; /* open addressing; 0 = free */
	size_t room, used;
	struct {
		struct range *items;
		size_t count, capacity;
	} arenas;
	uint64_t returned; /* an arena that went back, perhaps during the realloc that follows */
	uint64_t faults, at;
	size_t unknown; /* blocks freed that were given before the recording began */
};

static const char *const names[] = {
	[TRACE_FREE] = "free", [TRACE_MALLOC] = "malloc", [TRACE_REALLOC] = "realloc",
	[TRACE_CALLOC] = "calloc", [TRACE_ARENA] = "arena", [TRACE_ARENA_FREE] = "arena-free",
	[TRACE_MARK] = "mark", [TRACE_IMPORT] = "import", [TRACE_STATS] = "stats",
	[TRACE_POOLS] = "pools", [TRACE_INTERPRETER] = "interpreter", [TRACE_NOTE] = "note",
	[TRACE_EXIT] = "exit",
};

static void fault(struct world *world, const char *what, uint64_t block)
{
	if (world->faults++ < FAULTS_SHOWN)
		fprintf(stderr, "call %" PRIu64 ": %s: 0x%" PRIx64 "\n", world->at, what, block);
}

/* -- live blocks ---------------------------------------------------------------------- */

static size_t place(const struct world *world, uint64_t block)
{
	size_t at = (size_t)(block * 0x9e3779b97f4a7c15u >> 20) & (world->room - 1);

	while (world->live[at] && world->live[at] != block)
		at = (at + 1) & (world->room - 1);
	return at;
}

static void grow(struct world *world)
{
	uint64_t *old = world->live;
	size_t room = world->room;

	world->room = room ? 2 * room : 1 << 16;
	world->live = mem_zero(world->room, sizeof *world->live);
	for (size_t i = 0; i < room; i++)
		if (old[i])
			world->live[place(world, old[i])] = old[i];
	free(old);
}

static bool add(struct world *world, uint64_t block)
{
	size_t at;

	if (2 * world->used >= world->room)
		grow(world);
	at = place(world, block);
	if (world->live[at])
		return false;
	world->live[at] = block;
	world->used++;
	return true;
}

static bool drop(struct world *world, uint64_t block)
{
	size_t at = world->room ? place(world, block) : 0;

	if (!world->room || !world->live[at])
		return false;
	world->live[at] = 0;
	world->used--;
	for (at = (at + 1) & (world->room - 1); world->live[at]; at = (at + 1) & (world->room - 1)) {
		uint64_t moved = world->live[at];

		world->live[at] = 0;
		world->live[place(world, moved)] = moved;
	}
	return true;
}

/* -- arenas --------------------------------------------------------------------------- */

static const struct range *arena_of(const struct world *world, uint64_t block)
{
	for (size_t i = world->arenas.count; i-- > 0;)
		if (block - world->arenas.items[i].base < world->arenas.items[i].size)
			return &world->arenas.items[i];
	return NULL;
}

static void take_arena(struct world *world, const struct trace_event *event)
{
	if (event->size != world->head->model.arena_size)
		return;
	if (arena_of(world, event->where))
		fault(world, "an arena inside another", event->where);
	array_push(&world->arenas, (struct range){event->where, event->size});
}

static void drop_returned(struct world *world)
{
	uint64_t base = world->returned;

	world->returned = 0;
	for (size_t i = 0; i < world->arenas.count; i++)
		if (world->arenas.items[i].base == base) {
			world->arenas.items[i] = world->arenas.items[--world->arenas.count];
			return;
		}
	fault(world, "an unknown arena is freed", base);
}

/* -- calls ---------------------------------------------------------------------------- */

static void given(struct world *world, uint64_t block, uint64_t size)
{
	bool small = size + world->head->debug_extra <= world->head->model.small_request_threshold &&
		     size + world->head->debug_extra > 0;

	if (!block)
		return;
	if (!add(world, block))
		fault(world, "a block is given twice", block);
	if (small != (arena_of(world, block) != NULL))
		fault(world, small ? "a small block outside arenas" : "a large block in an arena",
		      block);
}

static void taken(struct world *world, uint64_t block)
{
	if (!block || drop(world, block))
		return;
	world->unknown++;
	if (arena_of(world, block))
		fault(world, "a block that was never given is freed", block);
}

/* A block that shrinks a little stays where it is; one of the system's stays the system's. */
static void moved(struct world *world, const struct trace_event *event)
{
	bool ours = !event->old || arena_of(world, event->old);

	if (world->returned)
		drop_returned(world);
	if (!event->where || event->where == event->old)
		return;
	taken(world, event->old);
	if (ours)
		given(world, event->where, event->size);
	else if (!add(world, event->where) || arena_of(world, event->where))
		fault(world, "a large block became a small one", event->where);
}

static void take(struct world *world, const struct trace_event *event)
{
	world->at += trace_is_call(event->kind);
	if (world->returned && event->kind != TRACE_REALLOC)
		drop_returned(world);
	if (event->kind == TRACE_FREE)
		taken(world, event->old);
	else if (event->kind == TRACE_REALLOC)
		moved(world, event);
	else if (event->kind == TRACE_MALLOC || event->kind == TRACE_CALLOC)
		given(world, event->where, event->count * event->size);
	else if (event->kind == TRACE_ARENA)
		take_arena(world, event);
	else if (event->kind == TRACE_ARENA_FREE && event->size == world->head->model.arena_size)
		world->returned = event->where;
	else if (event->kind == TRACE_EXIT && event->size != world->at)
		fault(world, "the end counts other calls", event->size);
}

static void print(const struct trace_event *event)
{
	if (event->kind == TRACE_MARK || event->kind == TRACE_IMPORT || event->kind == TRACE_NOTE)
		printf("%s %.*s\n", names[event->kind], (int)event->length,
		       (const char *)event->text);
}

static void print_head(const struct recording_head *head)
{
	printf("python %.*s\ncommand %s\nmodel %s\ndebug-extra %u\nmem-domain %d\n",
	       (int)strcspn(head->python, " +"), head->python, head->command, head->model_name,
	       head->debug_extra, head->mem_domain);
}

int main(int argc, char **argv)
{
	struct diag_list diags = {0};
	struct recording *recording = argc > 1 ? recording_open(argv[1], &diags) : NULL;
	uint64_t counts[TRACE_EXIT + 1] = {0};
	struct world world = {0};
	struct trace_cursor cursor;
	struct trace_event event;
	const char *why = "";

	if (!recording) {
		fprintf(stderr, "not a recording\n");
		diag_fini(&diags);
		return 1;
	}
	world.head = recording_head(recording);
	trace_begin(recording, &cursor);
	while (trace_next(recording, &cursor, &event)) {
		counts[event.kind]++;
		take(&world, &event);
		if (argc > 2)
			print(&event);
	}
	print_head(world.head);
	for (int kind = TRACE_FREE; kind <= TRACE_EXIT; kind++)
		printf("%s %" PRIu64 "\n", names[kind], counts[kind]);
	printf("calls %" PRIu64 "\nbytes %" PRIu64 "\nunknown %zu\nstatus %s\n", world.at,
	       recording_bytes(recording), world.unknown,
	       recording_status(recording) == RECORDING_WHOLE ? "whole" :
	       recording_status(recording) == RECORDING_CUT   ? "cut" : "broken");
	if (recording_status(recording) == RECORDING_BROKEN)
		fault(&world, "broken", recording_fault(recording, &why));
	recording_close(recording);
	diag_fini(&diags);
	free(world.live);
	free(world.arenas.items);
	return world.faults > 0;
}
