/*
 * view.h - the panes of the screen.
 *
 * Each draws one thing into the whole of the canvas's present area (canvas_area) and
 * copes with any size, down to nothing.  Frames and places are layout.h's business.
 */
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include "draw/canvas.h"
#include "view/scene.h"

enum pane {
	PANE_TITLE,  /* file, model, where we are */
	PANE_ARENAS, /* arenas with their pools */
	PANE_POOL,   /* the pool in focus: header, blocks, pointers */
	PANE_LISTS,  /* usedpools, freepools, usable_arenas */
	PANE_STEPS,  /* the operation and its steps */
	PANE_WORDS,  /* narration, question, finding */
	PANE_STRIP,  /* the timeline */
	PANE_LEDGER, /* where the bytes are */
	PANE_CLASSES, /* the size classes */
	PANE_BYTES,  /* the pool in focus as hex */
	PANE_PROCESS, /* zoomed (zoom.h): all arenas ... */
	PANE_ARENA,  /* ... the pools of one; its pool is PANE_POOL ... */
	PANE_HEX,    /* ... and the bytes of that */
	PANE_DETAIL, /* what is selected in a zoomed pane */
	PANE_CURVES, /* arenas and bytes over the whole run */
	PANE_TENANTS, /* all blocks that lived at an address; only enlarged */
	PANE_PRINTED, /* what the program prints that is being watched; only enlarged */
	PANE_BIG,    /* for a projector: numbers and blocks ... */
	PANE_SAY,    /* ... and what is happening */
	PANE_DIFFERENCES, /* of two models side by side */
	PANE_COUNT
};

struct things;

struct view_ops {
	const char *name; /* for lang_text() */
	/* For the frame; NULL = no frame. */
	void (*title)(const struct scene *scene, struct str *out);
	/* What else the title says, given the room inside the frame; NULL = nothing. */
	void (*scale)(const struct scene *scene, struct rect inside, struct str *out);
	void (*draw)(const struct scene *scene, struct canvas *canvas);
	/* What can be chosen in it when it is zoomed (things.h); NULL = nothing.  What lies at a
	 * cell is said by the tags that it draws (target.h). */
	const struct things *things;
};

extern const struct view_ops view_title, view_arenas, view_pool, view_lists, view_steps, view_words,
	view_strip, view_ledger, view_classes, view_bytes, view_process, view_arena, view_hex,
	view_detail, view_big, view_say, view_differences, view_curves, view_tenants,
	view_printed;

/* The row of a pane, constant; [pane] < PANE_COUNT. */
const struct view_ops *view_of(enum pane pane);

#endif
