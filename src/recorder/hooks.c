/* hooks.c - our functions in front of the interpreter's allocators; see hooks.h. */
#include "recorder/hooks.h"

#include <errno.h>
#include <string.h>

#include "recorder/facts.h"
#include "recorder/gate.h"
#include "recorder/notes.h"
#include "recorder/prints.h"
#include "recorder/python.h"
#include "recorder/ring.h"

static struct allocator real[DOMAIN_OBJ + 1]; /* ours forward to them; their address is our ctx */
static struct arena_allocator real_arena;
static void *(*pymalloc)(void *ctx, size_t size); /* the genuine one */
static bool debug_on_malloc;

/* -- calls ---------------------------------------------------------------------------- */

/*
 * Each call is written by the inline function, either directly or, when the gate wants to be
 * asked, by the slow one, which is kept out of the way.
 */

static inline uint64_t number(const void *block)
{
	return (uintptr_t)block;
}

static inline void log_malloc(size_t size, const void *block)
{
	ring_commit(put_malloc(ring.at, &ring.state, size, number(block)));
	ring.calls++;
}

static inline void log_calloc(size_t count, size_t size, const void *block)
{
	ring_commit(put_calloc(ring.at, &ring.state, count, size, number(block)));
	ring.calls++;
}

static inline void log_realloc(uint64_t old, size_t size, const void *block)
{
	ring_commit(put_realloc(ring.at, &ring.state, old, size, number(block)));
	ring.calls++;
}

static inline void log_free(const void *block)
{
	ring_commit(put_free(ring.at, &ring.state, number(block)));
	ring.calls++;
}

__attribute__((noinline, cold)) static void slow_malloc(size_t size, const void *block)
{
	if (!gate_open(block, size))
		return;
	log_malloc(size, block);
	gate_close();
}

__attribute__((noinline, cold)) static void slow_calloc(size_t count, size_t size,
							 const void *block)
{
	if (!gate_open(block, count * size))
		return;
	log_calloc(count, size, block);
	gate_close();
}

/* The old block is free before this returns: nobody may be told of it again before. */
__attribute__((noinline, cold)) static void *slow_realloc(const struct allocator *to, void *old,
							   size_t size)
{
	uint64_t was = number(old);
	void *block;

	gate_hold();
	block = to->realloc(to->ctx, old, size);
	if (gate_open(block, size)) {
		log_realloc(was, size, block);
		gate_close();
	}
	gate_release();
	return block;
}

/* Here all calls before are done and written: pools can be looked at. */
__attribute__((noinline, cold)) static void slow_free(const void *block)
{
	notes_if_due();
	if (!gate_open(NULL, 0))
		return;
	log_free(block);
	gate_close();
}

void *hook_malloc(void *ctx, size_t size)
{
	const struct allocator *to = ctx;
	void *block = to->malloc(to->ctx, size);

	if (unlikely(ring.at >= ring.stop))
		slow_malloc(size, block);
	else
		log_malloc(size, block);
	return block;
}

static void *hook_calloc(void *ctx, size_t count, size_t size)
{
	const struct allocator *to = ctx;
	void *block = to->calloc(to->ctx, count, size);

	if (unlikely(ring.at >= ring.stop))
		slow_calloc(count, size, block);
	else
		log_calloc(count, size, block);
	return block;
}

void *hook_realloc(void *ctx, void *old, size_t size)
{
	const struct allocator *to = ctx;
	uint64_t was = number(old);
	void *block;

	if (unlikely(ring.at >= ring.stop))
		return slow_realloc(to, old, size);
	block = to->realloc(to->ctx, old, size);
	log_realloc(was, size, block);
	return block;
}

void hook_free(void *ctx, void *block)
{
	const struct allocator *to = ctx;

	if (block) {
		if (unlikely(ring.at >= ring.stop))
			slow_free(block);
		else
			log_free(block);
	}
	to->free(to->ctx, block);
}

/* -- arenas --------------------------------------------------------------------------- */

static bool take_place(enum domain_id domain);

static void log_arena(enum record_kind kind, const void *arena, size_t size)
{
	ring_commit(put_arena(ring.at, kind, number(arena), size));
}

/* Whether ours are lost again, in a call that needed its first arena. */
static bool lost_call(void)
{
	bool obj;

	if (!python.get_allocator)
		return false;
	obj = take_place(DOMAIN_OBJ);
	return (python.minor >= 6 && take_place(DOMAIN_MEM)) || obj;
}

void *hook_arena_alloc(void *ctx, size_t size)
{
	static bool begun;
	bool first, lost;
	void *arena;
	int error;

	(void)ctx;
	prints_arena(size, __builtin_return_address(0));
	arena = real_arena.alloc(real_arena.ctx, size);
	error = errno;
	first = share && !begun && facts_is_arena(size);
	lost = first && lost_call();
	begun |= first;
	if (first)
		notes_begin();
	else if (share)
		gate_meet();
	if (gate_open(NULL, 0)) {
		log_arena(RECORD_ARENA, arena, size);
		facts_arena(number(arena), size, lost && arena);
		gate_close();
		ring.stop = NULL; /* the next call tells whose it is: see facts_answer */
	}
	errno = error;
	return arena;
}

void hook_arena_free(void *ctx, void *arena, size_t size)
{
	(void)ctx;
	prints_freed();
	/* An interpreter that ends gives back what it never had, too (3.13): NULL. */
	if (arena && gate_open(NULL, 0)) {
		log_arena(RECORD_ARENA_FREE, arena, size);
		facts_arena_free(number(arena));
		notes_arena_free(number(arena));
		gate_close();
	}
	real_arena.free(real_arena.ctx, arena, size);
}

/* -- taking their place --------------------------------------------------------------- */

/* Put ours in front of pymalloc, with or without debug hooks.  False: ours are there already, or
 * nothing of pymalloc's is. */
static bool take_place(enum domain_id domain)
{
	struct allocator now, below;
	bool debug;

	python_get(domain, &now);
	below = python_below_debug(&now, &debug);
	if (now.malloc == hook_malloc || below.malloc != pymalloc)
		return false;
	real[domain] = now;
	if (domain == DOMAIN_OBJ)
		facts_debug(debug);
	python_set(domain, &(struct allocator){&real[domain], hook_malloc,
					       now.calloc ? hook_calloc : NULL, hook_realloc,
					       hook_free});
	return true;
}

static bool is_malloc(const struct allocator *allocator)
{
	struct allocator raw;
	bool debug;

	python_get(DOMAIN_RAW, &raw);
	return allocator->malloc == python_below_debug(&raw, &debug).malloc;
}

void hooks_arenas(const struct arena_allocator *arenas)
{
	real_arena = *arenas;
}

enum problem hooks_install(void)
{
	struct allocator obj;
	bool debug;

	if (python.minor < 4 || !python.get_allocator || !python.get_arena_allocator)
		return hooks_interpose() ? PROBLEM_NONE : PROBLEM_TOO_OLD;
	if (strstr(python.version(), "free-threading"))
		return PROBLEM_FREE_THREADED;
	python_get(DOMAIN_OBJ, &obj);
	obj = python_below_debug(&obj, &debug);
	if (is_malloc(&obj))
		return PROBLEM_NOT_PYMALLOC;
	pymalloc = obj.malloc;
	take_place(DOMAIN_OBJ);
	if (python.minor >= 6)
		take_place(DOMAIN_MEM);
	python.get_arena_allocator(&real_arena);
	python.set_arena_allocator(&(struct arena_allocator){NULL, hook_arena_alloc,
							      hook_arena_free});
	return PROBLEM_NONE;
}

/* 3.6 ends with other allocators than it ran with: it must be known earlier. */
static void notice_debug(void)
{
	struct allocator obj, below;
	bool debug;

	if (!python.get_allocator)
		return;
	python_get(DOMAIN_OBJ, &obj);
	below = python_below_debug(&obj, &debug);
	debug_on_malloc |= python.minor == 6 && debug && is_malloc(&below);
}

void hooks_check(void)
{
	static const char gap[] = "the interpreter put other allocators in place after its first "
				  "blocks: calls may be missing";

	if (!share || python.is_initialized())
		return;
	if (lost_call() && facts_has_arena() && gate_open(NULL, 0)) {
		ring_text(RECORD_NOTE, gap, sizeof gap - 1);
		gate_close();
	}
	notice_debug();
}

enum problem hooks_why(void)
{
	struct allocator obj, below;
	bool debug;

	if (facts_has_arena() || !python.get_allocator)
		return facts_has_arena() ? PROBLEM_NONE : PROBLEM_NO_ARENA;
	python_get(DOMAIN_OBJ, &obj);
	below = python_below_debug(&obj, &debug);
	if (below.malloc == pymalloc || below.malloc == hook_malloc)
		return PROBLEM_NO_ARENA;
	return debug_on_malloc ? PROBLEM_DEBUG_ON_MALLOC : PROBLEM_NOT_PYMALLOC;
}

void hooks_leave(void)
{
	struct arena_allocator arenas;
	struct allocator now;

	if (!python.get_allocator || !pymalloc)
		return;
	for (enum domain_id domain = DOMAIN_MEM; domain <= DOMAIN_OBJ; domain++) {
		python_get(domain, &now);
		if (now.malloc == hook_malloc) /* nobody else's are in front of them */
			python_set(domain, &real[domain]);
	}
	python.get_arena_allocator(&arenas);
	if (arenas.alloc == hook_arena_alloc)
		python.set_arena_allocator(&real_arena);
}

/* -- out of the way, for a moment ----------------------------------------------------- */

bool hooks_are_first(void)
{
	struct allocator now;

	if (!python.get_allocator || !pymalloc)
		return false;
	python_get(DOMAIN_OBJ, &now);
	return now.malloc == hook_malloc;
}

static struct allocator lifted[DOMAIN_OBJ + 1];

void hooks_lift(void)
{
	for (enum domain_id domain = DOMAIN_MEM; domain <= DOMAIN_OBJ; domain++) {
		if (!real[domain].malloc)
			continue;
		python_get(domain, &lifted[domain]);
		python_set(domain, &real[domain]);
	}
}

void hooks_lower(void)
{
	for (enum domain_id domain = DOMAIN_MEM; domain <= DOMAIN_OBJ; domain++)
		if (real[domain].malloc)
			python_set(domain, &lifted[domain]);
}
