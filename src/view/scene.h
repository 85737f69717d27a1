/*
 * scene.h - everything views may look at, prepared once for each frame.
 *
 * Views are pure: a scene and a canvas in, cells out.  What takes thought (which pool
 * is in focus, which words have just changed) is decided here.
 */
#ifndef VIEW_SCENE_H
#define VIEW_SCENE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hint.h"
#include "base/lang.h"
#include "heap/findings.h"
#include "heap/inspect.h"
#include "timeline/census.h"
#include "timeline/pair.h"
#include "timeline/timeline.h"

#define SCENE_CHANGES 512 /* changed words looked at; more are not marked */

/* A pool to look at. */
struct focus {
	bool any;
	uint64_t slot;
	uint32_t pool;
};

/* How closely a zoomed screen looks: each level selects what the next one shows. */
enum level {
	LEVEL_NONE, /* the usual screen */
	LEVEL_PROCESS,
	LEVEL_ARENA,
	LEVEL_POOL,
	LEVEL_BYTES,
};

/* A byte of the pool in focus, and so the header's field or the block that it is in. */
struct selection {
	bool any;
	uint32_t offset;
};

/* A word changed by what happened last, and what it was. */
struct change {
	addr where;
	uint64_t before;
};

/* What the interface knows and the timeline does not. */
struct scene_options {
	const char *file;       /* for the title line */
	enum lang lang;
	bool ascii;             /* the screen cannot show more: scene_arrow() */
	bool playing, backwards;
	double speed;
	enum detail detail;
	bool held;              /* focus does not follow the action */
	struct focus focus;     /* if held */
	struct selection selection; /* if held */
	enum level level;
	bool future;            /* paint blocks by what will become of them */
	uint64_t soon;          /* operations; 0 = a hundredth of the run */
	const struct tenants *tenants; /* found so far, for PANE_TENANTS; NULL = none */
	uint64_t tenant;        /* the number of the one selected; 0 = none yet */
	const struct tail *printed; /* by the program that is being watched; NULL = none is */
	uint64_t printed_up;    /* lines below those that are shown */
	bool enlarged;          /* one pane has the whole screen */
	bool forked;            /* the run has been left for operations typed by hand ... */
	size_t typed;           /* ... how many ... */
	uint64_t forked_at;     /* ... after how many events */
	bool big;               /* for a projector */
	const struct hint *hints; /* keys that are not the usual ones */
	int hint_count;
	const char *message;    /* one line for the user; NULL = none */
	uint64_t count;         /* a number typed before a command; 0 = none */
	int words_skip;         /* rows of the narrator's words that have been read */
	bool words_go_on;       /* there are more of them than are shown */
	const char *question;   /* of the user; NULL = the scenario's, if there is one here */
	const char *const *choices; /* answers to the question at the cursor */
	int choice_count, right_choice, chosen; /* right, chosen: -1 = not yet */
	const char *why;        /* the right answer is right */
	uint32_t right_answers, questions; /* answered so far */
};

/* How one of two sides stands to the other. */
struct beside {
	const struct scene *other; /* the other side; NULL = there is only this one */
	bool right;                /* this one is the second */
	bool waits;                /* done with the operation under way; the other is not */
	bool is_over;              /* the run is over; the other has gone on */
};

struct scene {
	struct scene_options options;
	const struct timeline *timeline;
	const struct heap *heap;
	const struct program *program;
	const struct model *model;
	const struct timeline_index *index;
	const struct journal *journal;
	struct current current;    /* the event at the cursor */
	struct current operation;  /* the same, or the operation before a stop */
	struct position position;
	uint64_t soon;             /* what that is: operations */
	uint64_t operations;       /* that have happened, the one under way included */
	struct focus focus;
	bool gone;                 /* the focus is held where no arena, or no such pool, is now; or
				    * on the arena that is just leaving */
	struct selection selection; /* chosen, or what the operation is about */
	bool chosen;               /* the selection is the user's */
	uint32_t szidx;            /* the class the current operation is about; UINT32_MAX = none */
	struct change changes[SCENE_CHANGES];
	size_t change_count;
	struct findings findings;  /* of the pool in focus, and a crash */
	struct census census;      /* where the bytes are */
	struct beside beside;
};

/* [scene]: all zeros at first, and whenever the timeline is another one; otherwise the scene of the
 * frame before, which saves counting everything again. */
void scene_prepare(struct scene *scene, const struct timeline *timeline,
		   const struct scene_options *options);

/* What is soon in this run, unless somebody has said so: a hundredth of what is known of it, a
 * round number. */
uint64_t scene_soon(const struct timeline *timeline, const struct scene_options *options);
/* After both have been prepared: each knows of the other, and how they stand.  [side]: of the
 * pair, which [scene] shows. */
void scene_put_beside(struct scene *scene, struct scene *other, const struct pair *pair, int side);

/* The one of two that is on the left. */
static inline const struct scene *scene_left(const struct scene *scene)
{
	return scene->beside.right ? scene->beside.other : scene;
}

/* " · 256K/4K/16": arena, pool, alignment. */
void scene_geometry(const struct scene *scene, struct str *out);

/* Whether the word at [where] (any byte of it) has just changed, and its old value. */
bool scene_changed(const struct scene *scene, addr where, uint64_t *before);

/* Whether a field of the heap's memory, of [bytes] (4 or 8), has another value than before what
 * happened last: others may lie in the same word.  Its old value is put into [before], if that
 * is not NULL. */
bool scene_field_changed(const struct scene *scene, addr where, uint64_t bytes, uint64_t *before);

/* Whether any word of a range has just changed. */
bool scene_range_changed(const struct scene *scene, addr where, uint64_t bytes);

/* An arena that what happened last gave back: what it was, in the state ARENA_UNUSED.  False: that
 * slot's arena was not. */
bool scene_leaving(const struct scene *scene, uint64_t slot, struct arena_info *arena);

/* How many have been. */
uint64_t scene_count_leaving(const struct scene *scene);

/* What is wrong here that matters most; false if nothing is. */
bool scene_finding(const struct scene *scene, struct finding *finding);

/* Add a text in which keys are named (hint.h). */
void scene_hint(const struct scene *scene, const char *text, struct str *out);

/* Whether a slot has an arena, or had one once. */
bool scene_had_arena(const struct scene *scene, uint64_t slot);

/* Why there is nothing to see where the focus is held. */
void scene_gone(const struct scene *scene, struct str *out);

/* Whether the bytes in memory at an offset of a pool are those of the simulated process: a
 * recording does not say what blocks held. */
bool scene_knows_bytes(const struct scene *scene, const struct pool_info *pool, uint32_t offset);

/* Between what was and what is: " → ", or, where room is scarce, "→", which in ASCII is "->" (a
 * lone > would be read as "greater than"). */
const char *scene_arrow(const struct scene *scene, bool tight);

/* In the language of the screen.  A macro, so that compilers still check formats. */
#define tr(scene, text) lang_text((scene)->options.lang, text)

/* "d = malloc(16)" for the operation in an event; with [result] not NULL, what it returned. */
void scene_operation(const struct scene *scene, const struct event *event, const addr *result,
		     struct str *out);

/* The result of the operation shown, if it is complete. */
const addr *scene_result(const struct scene *scene);

/* Where the next pool of an arena is carved: "0:3", or that there is none any more, where the
 * address is the next arena's or nobody's. */
void scene_pool_address(const struct scene *scene, uint64_t slot, addr where, struct str *out);

/* "0:3:96", "system #2". */
void scene_place(const struct scene *scene, addr where, struct str *out);


#endif
