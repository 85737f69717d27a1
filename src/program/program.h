/*
 * program.h - what a heap is made to do: a stream of events.
 *
 * A program (a scenario, a recorded trace) is read-only once loaded.  Where it
 * stands, its loop counters and its names live in the heap's store, in the script
 * area, and change through the write barrier: undoing the store undoes the program, and an image
 * of the store is also an image of the program's position.
 *
 *	peek    what comes next; changes nothing
 *	commit  it has happened, with this result: move on
 *
 * Between events a program always stands directly in front of the next event: marks
 * and expectations met on the way are dealt with in commit.
 */
#ifndef PROGRAM_PROGRAM_H
#define PROGRAM_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/diag.h"
#include "base/lang.h"
#include "heap/findings.h"
#include "heap/heap.h"
#include "store/image.h"

#define LABEL_BYTES 64 /* of a block's name, the NUL included */

enum op_kind { OP_MALLOC, OP_CALLOC, OP_REALLOC, OP_FREE, OP_WRITE };

struct op {
	enum op_kind kind;
	uint64_t count;            /* calloc: how many; otherwise 1 */
	uint64_t bytes;            /* of one; write: how many */
	addr block;                /* realloc, free: what; write: where to */
	uint64_t born;             /* realloc, free: its birth, as in a label; 0 = not known */
	uint64_t held;             /* realloc, free: bytes that were asked for with that block */
	const uint8_t *data;       /* write: what; borrowed from the program */
	int misuse;                /* enum finding_kind it commits, or -1 */
	addr about;                /* misuse: the block it is about */
	uint64_t name;             /* the block's name, for program_ops.spell; 0 = none */
	uint64_t given;            /* realloc: name of the given one, if another; 0 = it is not */
	uint64_t system;           /* number of the block if the system gives it; 0 = its next */
	/* Of a recording: where the process's allocator had the block given and the one returned,
	 * and what the system did for it. */
	uint64_t real_block, real_result;
	enum arena_supply supply;
	bool failed;               /* the process got nothing */
	uint64_t arena;            /* where the process has the arena obtained; 0 = none is */
};

/* Let it happen; returns what the call returned, NULL for free and write.  In the header because
 * replaying does little else. */
static inline addr op_run(struct heap *heap, const struct op *op)
{
	if (op->misuse >= 0)
		heap_note_misuse(heap, op->misuse, op->about);
	heap->supply = op->supply;
	heap->system = op->system;
	if (__builtin_expect(op->arena != 0, false))
		heap_place_arenas(heap, op->arena);
	if (__builtin_expect(op->failed, false))
		return heap_refuse(heap, op->count, op->bytes);
	switch (op->kind) {
	case OP_MALLOC: return heap_malloc(heap, op->bytes);
	case OP_CALLOC: return heap_calloc(heap, op->count, op->bytes);
	case OP_REALLOC: return heap_realloc(heap, op->block, op->bytes);
	case OP_FREE: heap_free(heap, op->block); break;
	case OP_WRITE: heap_write(heap, op->block, op->data, op->bytes); break;
	}
	return ADDR_NULL;
}

/* How far a run is, kept by its world: in the store, at the beginning of the script area. */
struct world_state {
	uint64_t events;     /* that have happened; in a commit, with the one that is committed */
	uint64_t operations; /* of these */
	uint64_t requested[MAX_SIZE_CLASSES]; /* bytes asked for with the blocks that live in pools
	                                       * of each class */
};

static inline const struct world_state *program_progress(const struct heap *heap)
{
	return store_at(heap->store, heap->script_area);
}

/* An operation that has happened. */
struct happened {
	const struct op *op;
	uint64_t number;       /* of the operation, from 1 */
	addr result;
	uint32_t given, made;  /* size classes of the block that it was given and of the result;
				* MAX_SIZE_CLASSES: that lies in no pool */
};

/* It hears of each operation, right behind it. */
struct op_listener {
	void (*hear)(void *context, const struct happened *happened);
	void *context;
};

/* What is asked for, so that padding is known without a look at every block. */
static inline void count_requested(struct store *store, struct world_state *state,
				   const struct happened *happened)
{
	const struct op *op = happened->op;
	uint32_t given = happened->given, made = happened->made;
	bool gives_up = op->kind == OP_FREE ? op->misuse < 0
					    : op->kind == OP_REALLOC && happened->result;
	uint64_t less = gives_up && given < MAX_SIZE_CLASSES ? op->held : 0;
	uint64_t *sums = state->requested;

	if (made < MAX_SIZE_CLASSES)
		store_set(store, &sums[made],
			  sums[made] + op->count * op->bytes - (made == given ? less : 0));
	if (less > 0 && made != given)
		store_set(store, &sums[given], sums[given] - less);
}

/* Let an operation happen, and count it.  [given]: the class of its block; what that was nobody
 * can tell afterwards: the arena may have gone. */
static inline void op_happen_to(struct heap *heap, const struct op *op, uint32_t given,
				struct happened *happened)
{
	struct world_state *state = store_at(heap->store, heap->script_area);
	addr result = op_run(heap, op);

	*happened = (struct happened){.op = op,
				      .number = state->operations + 1,
				      .result = result,
				      .given = given,
				      .made = heap_class_of(heap, result)};
	count_requested(heap->store, state, happened);
	store_set(heap->store, &state->operations, happened->number);
	store_set(heap->store, &state->events, state->events + 1);
}

static inline void op_happen(struct heap *heap, const struct op *op, struct happened *happened)
{
	op_happen_to(heap, op, heap_class_of(heap, op->block), happened);
}

/* Words in both languages; either may be NULL, not both.  Borrowed from the program. */
struct words {
	const char *en, *zh;
};

enum ask_about {
#define ASK(id, name, what) ASK_##id,
#include "program/ask.def"
#undef ASK
	ASK_COUNT
};

/* What questions are about, by the names that scenarios have. */
extern const char *const ask_names[ASK_COUNT];

enum event_kind { EVENT_END, EVENT_OP, EVENT_SAY, EVENT_ASK };

struct event {
	enum event_kind kind;
	struct op op;             /* EVENT_OP */
	struct words words;       /* EVENT_SAY: what; EVENT_ASK: the question */
	struct words because;     /* EVENT_ASK: why the answer is so */
	enum ask_about about;     /* EVENT_ASK */
	struct diag_place place;  /* where in the file; line 0 = nowhere */
	uint64_t operation;       /* EVENT_OP: its number from 1; the world fills it in */
	uint64_t memo[2];         /* what the program's peek found and its commit needs again */
};

/* What a commit met on the way: for the index, for `check`. */
enum notice_kind {
	NOTICE_MARK,   /* a moment with a name */
	NOTICE_FAILED, /* an expectation does not hold */
	NOTICE_OTHERS, /* what is shown is not all: others work, too; given once */
	NOTICE_FAULT,  /* the program asks for what cannot be done; it was left out */
};

struct notice {
	enum notice_kind kind;
	struct diag_place place;
	char *text; /* owned by the list */
	char *hint; /* owned by the list; NULL = none */
	uint64_t operations; /* in an index: that had happened when it first was said */
	uint64_t again;      /* in an index: how often it was said after that */
};

#define MARKS_WAITING_MOST 100000u

/* Zeros are an empty list; to be freed with notices_fini. */
struct notices {
	struct notice *items; /* owned */
	size_t count, capacity;
	size_t left_out; /* marks behind the first MARKS_WAITING_MOST: nobody keeps more of them */
};

/* Add one; the texts are copied, the message cut to 399 bytes; [hint] NULL = none.  [notices] NULL:
 * nobody wants to know. */
__attribute__((format(printf, 5, 6))) void notices_add(struct notices *notices,
						       enum notice_kind kind,
						       struct diag_place place, const char *hint,
						       const char *format, ...);
/* Forget all of them, and how many were left out; notices_fini gives back the list, too. */
void notices_clear(struct notices *notices);
void notices_fini(struct notices *notices);

/* A block that somebody asks for by name. */
struct known_block {
	uint64_t name;      /* for program_ops.spell */
	addr block;         /* NULL: the request failed */
	uint64_t born;      /* as in a label */
	bool live;          /* false: it has been freed */
	uint64_t requested; /* bytes */
};

/* In a label's born: the number is an operation's, whatever the program's own are. */
#define BORN_OPERATION (UINT64_C(1) << 63)

/* A block of the program, to be drawn. */
struct label {
	addr block;
	uint64_t born;      /* number of the operation that made it, in a recording of the call;
			     * 0 = not known */
	uint64_t requested; /* bytes */
	uint64_t call;      /* that made it, from 1; 0 = not known */
	uint32_t line;      /* of the step that made it; 0 = not known */
	char name[LABEL_BYTES];
};

struct birth {
	addr block;
	uint64_t born; /* as in a label */
};

struct program {
	const struct program_ops *ops;
	struct words title, about;
	const struct model *model;       /* the one it asks for */
	enum arena_placement placement;
	uint64_t arena_limit;            /* 0 = none */
	uint64_t space;                  /* address space it needs; 0 = what scenarios need */
	uint64_t history;                /* bytes for its past beside the usual, for long runs */
	bool grows;                      /* more may come behind the last event; see resume */
	bool was_followed;               /* it grows or has grown: images may be of nothing */
	bool misuses;                    /* has operations that corrupt the heap on purpose */
	bool expects_steps;              /* wants the set of steps seen kept */
	bool was_recorded;               /* blocks have addresses in a process, too, and hold our
	                                  * labels: contents are not known */
};

/* [area] and [bytes]: the part of the store that is the program's own, zero at first. */
struct program_ops {
	/* Go to the first event.  False: not enough room. */
	bool (*start)(struct program *program, struct heap *heap, addr area, uint64_t bytes,
		      struct notices *notices);
	void (*peek)(const struct program *program, const struct heap *heap, addr area,
		     struct event *event);
	/* [result]: what the operation returned.  [notices] NULL: nobody wants to know. */
	void (*commit)(struct program *program, struct heap *heap, addr area,
		       const struct event *event, addr result, struct notices *notices);
	/* Let up to [most] operations happen, one after the other, as peek, op_happen and commit
	 * would, and [listener] (NULL = nobody) hear of each; quicker than these, since where the
	 * program stands is noted only once, at the end.  Returns how many have happened: fewer
	 * where something else comes than operations, or behind one that gave a notice or crashed;
	 * 0: what comes next is for peek and commit.  NULL: this program has no quicker way. */
	uint64_t (*run)(struct program *program, struct heap *heap, addr area, uint64_t most,
			const struct op_listener *listener, struct notices *notices);
	/* At the end of a program that grows, or has grown: look for more.  NULL: programs that
	 * never do. */
	void (*resume)(struct program *program, struct heap *heap, addr area,
		       struct notices *notices);
	/* Which parts of the area hold anything. */
	void (*ranges)(const struct program *program, const struct heap *heap, addr area,
		       struct ranges *ranges);
	/* Write a name out (op.name, op.given). */
	void (*spell)(const struct program *program, uint64_t name, char *text, size_t bytes);
	/* The other way round: the names meant by a text are those with (name & mask) == value.
	 * False: there is no such name.  NULL: as if there never were. */
	bool (*find_name)(const struct program *program, const char *text, uint64_t *value,
			  uint64_t *mask);
	/* The program's live blocks that begin within [from, from + bytes), at most [most]; returns
	 * how many. */
	size_t (*labels)(const struct program *program, const struct heap *heap, addr area,
			 addr from, uint64_t bytes, struct label *labels, size_t most);
	/* Where and when the same blocks were born, and nothing else: quick, for many of them. */
	size_t (*births)(const struct program *program, const struct heap *heap, addr area,
			 addr from, uint64_t bytes, struct birth *births, size_t most);
	/* The block that a name stands for now (or an address, where blocks have others than ours).
	 * False: nobody knows it.  Takes time in proportion to the heap.  NULL: as if nobody
	 * ever did. */
	bool (*find_block)(const struct program *program, const struct heap *heap, addr area,
			   const char *text, struct known_block *known);
	/* How much of it has happened: per cent, 0 to 100.  NULL: nobody knows beforehand. */
	int (*percent)(const struct program *program, const struct heap *heap, addr area);
	void (*destroy)(struct program *program);
};

/* Free a program of any kind.  NULL is fine. */
void program_destroy(struct program *program);

struct str;

/* Append what an event is: "d = malloc(16)", or, in [lang], "narration".  Not for EVENT_END. */
void program_spell(const struct program *program, const struct event *event, enum lang lang,
		   struct str *out);

/* The words in a language; where it has none, in the other one.  Never NULL if one is there. */
static inline const char *words_in(const struct words *words, enum lang lang)
{
	if (lang)
		return words->zh ? words->zh : words->en;
	return words->en ? words->en : words->zh;
}

#endif
