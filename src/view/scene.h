/*
 * scene.h - everything views may look at, prepared once for each frame.
 *
 * Views are pure: a scene and a canvas in, cells out.  What takes thought (which pool is in focus,
 * which words have just changed) is decided here, by scene_prepare(); scene_put_beside() and
 * scene_fit() complete it, where there are two sides, or a screen.  From then on it is constant, and
 * of use as long as the timeline stays where it is and what the options borrow lives.
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

/* -- what the interface knows and the timeline does not: a struct for each thing it is about --- */

/* How texts are written. */
struct locale {
	enum lang lang;
	bool ascii; /* the screen cannot show more: scene_arrow() */
};

/* The keys that are not the usual ones (hint.h); borrowed. */
struct key_names {
	const struct hint *items;
	int count;
};

/* Whether the run moves by itself, and how far a move goes. */
struct transport {
	bool playing, backwards;
	double speed; /* times the usual one */
	enum detail detail;
};

/* Where one looks. */
struct viewpoint {
	bool held;                  /* it does not follow the action */
	struct focus focus;         /* if not held, that of the frame before */
	struct selection selection; /* in the focus; if held */
};

/* What the stage, the largest part of the screen, shows of it. */
struct stage {
	enum level level;
	bool enlarged; /* one pane has the whole screen */
	bool big;      /* for a projector */
};

/* Whether blocks are painted by what will become of them. */
struct future_view {
	bool shown;
	uint64_t soon; /* operations; 0 = as scene_soon() says */
};

/* For PANE_TENANTS. */
struct tenants_list {
	const struct tenants *found; /* so far; borrowed; NULL = none are asked for */
	uint64_t selected;           /* a tenant's number; 0 = none yet */
};

/* The run has been left for operations typed by hand. */
struct fork_view {
	bool any;
	size_t typed; /* operations */
	uint64_t at;  /* it was left after this many events */
};

/* How many questions were answered so far, and how many of them right. */
struct score {
	uint32_t right, asked;
};

/* The question at the cursor. */
struct question {
	const char *words;          /* borrowed: the user's own; NULL = the scenario's */
	const char *const *choices; /* borrowed; the answers */
	int count;                  /* of them; 0 = nothing is asked here */
	int right, chosen;          /* which; chosen: -1 = not yet */
	const char *why;            /* the right one is right */
	struct score score;
};

/* The line at the bottom. */
struct status {
	const char *message; /* for the user; borrowed; NULL = none */
	uint64_t count;      /* a number typed before a command; 0 = none */
};

struct scene_options {
	const char *file; /* borrowed: the name in the title line */
	const struct tail *printed; /* borrowed: by the program that is watched; NULL = none is */
	struct locale locale;
	struct key_names keys;
	struct transport transport;
	struct viewpoint viewpoint;
	struct stage stage;
	struct future_view future;
	struct tenants_list tenants;
	struct fork_view fork;
	struct question question;
	struct status status;
};

/* What only the screen that was laid out can say. */
struct fit {
	int words_skip;         /* rows of the narrator's words that have been read */
	bool words_go_on;       /* there are more of them than are shown */
	uint64_t printed_below; /* lines below those of the program's that are shown */
	const char *hidden;     /* a pane that was turned to, and has no frame: its name; NULL = none */
};

/* How one of two sides stands to the other. */
struct beside {
	const struct scene *other; /* the other side; NULL = there is only this one */
	bool right;                /* this one is the second */
	bool waits;                /* done with the operation under way; the other is not */
	bool is_over;              /* the run is over; the other has gone on */
};

/* It owns nothing; what it points to is the timeline's, or what the options borrow. */
struct scene {
	struct scene_options options; /* what was asked for; what follows is what was found */
	struct fit fit;
	const struct timeline *timeline;
	const struct heap *heap;
	const struct program *program;
	const struct model *model;
	const struct timeline_index *index;
	const struct journal *journal;
	struct current current;    /* the event at the cursor */
	struct current operation;  /* the same, or the operation before a stop */
	struct position position;
	uint64_t soon;             /* what that is, see scene_soon(): operations */
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
 * frame before, which saves counting everything again.  [options] is copied, but not what it
 * borrows; the side beside and the fit are none at first. */
void scene_prepare(struct scene *scene, const struct timeline *timeline,
		   const struct scene_options *options);

/* Once the prepared scene has been laid out on a screen, and before it is drawn there. */
void scene_fit(struct scene *scene, const struct fit *fit);

/* What is soon in this run, in operations: what [future] says, or a hundredth of what is known of
 * the run, a round number. */
uint64_t scene_soon(const struct timeline *timeline, const struct future_view *future);

/* After both have been prepared: each knows of the other, and how they stand.  [side]: of the
 * pair, which [scene] shows. */
void scene_put_beside(struct scene *scene, struct scene *other, const struct pair *pair, int side);

/* The language of the screen. */
static inline enum lang scene_lang(const struct scene *scene)
{
	return scene->options.locale.lang;
}

/* The one of two that is on the left. */
static inline const struct scene *scene_left(const struct scene *scene)
{
	return scene->beside.right ? scene->beside.other : scene;
}

/* Append " · 256K/4K/16": arena, pool, alignment. */
void scene_geometry(const struct scene *scene, struct str *out);

/* Whether the word at [where] (any byte of it) has just changed; its old value is put into
 * [before], if that is not NULL. */
bool scene_changed(const struct scene *scene, addr where, uint64_t *before);

/* Whether a field of the heap's memory, of [bytes] (4 or 8), has another value than before what
 * happened last: others may lie in the same word.  Its old value is put into [before], if that
 * is not NULL. */
bool scene_field_changed(const struct scene *scene, addr where, uint64_t bytes, uint64_t *before);

/* Whether any word that begins in [bytes] bytes from [where] on has just changed. */
bool scene_range_changed(const struct scene *scene, addr where, uint64_t bytes);

/* An arena that what happened last gave back: fill [arena] with what it was, in the state
 * ARENA_UNUSED.  False: that slot's arena was not, or there is no such slot. */
bool scene_leaving(const struct scene *scene, uint64_t slot, struct arena_info *arena);

/* How many arenas what happened last gave back. */
uint64_t scene_count_leaving(const struct scene *scene);

/* Give [finding] what is wrong here that matters most; false if nothing is. */
bool scene_finding(const struct scene *scene, struct finding *finding);

/* What is to be known of the run beside what it is about, as far as it has been seen, constant;
 * NULL = nothing. */
const char *scene_left_out(const struct scene *scene);

/* Append a text in which keys are named (hint.h). */
void scene_hint(const struct scene *scene, const char *text, struct str *out);

/* Whether a slot has an arena, or had one once. */
bool scene_had_arena(const struct scene *scene, uint64_t slot);

/* Append why there is nothing to see where the focus is held. */
void scene_gone(const struct scene *scene, struct str *out);

/* Whether the bytes in memory at [offset], in bytes, of a pool are those of the simulated process:
 * a recording does not say what blocks held. */
bool scene_knows_bytes(const struct scene *scene, const struct pool_info *pool, uint32_t offset);

/* Between what was and what is: " → ", or, where room is scarce, "→", which in ASCII is "->" (a
 * lone > would be read as "greater than"). */
const char *scene_arrow(const struct scene *scene, bool tight);

/* In the language of the screen.  A macro, so that compilers still check formats. */
#define tr(scene, text) lang_text(scene_lang(scene), text)

/* Append "d = malloc(16)" for the operation in an event; [result], if it is not NULL: what it
 * returned. */
void scene_operation(const struct scene *scene, const struct event *event, const addr *result,
		     struct str *out);

/* The result of the operation shown, borrowed; NULL if it is not complete, or gives none. */
const addr *scene_result(const struct scene *scene);

/* Append where the next pool of an arena is carved: "0:3", or that there is none any more, where
 * the address is the next arena's or nobody's. */
void scene_pool_address(const struct scene *scene, uint64_t slot, addr where, struct str *out);

/* Append where something lies: "0:3:96", "system #2". */
void scene_place(const struct scene *scene, addr where, struct str *out);


#endif
