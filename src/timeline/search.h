/*
 * search.h - finding the next or the last moment at which a condition holds.
 *
 * A search has a world of its own, which runs quietly; what is shown stays as it is, whether
 * something is found, nothing, or the search is given up.  Forward it simply runs on.  Back it
 * takes the stretches between images one by one and remembers the last moment of each:
 *
 *	images    |         |         |         |
 *	                        3 <---|2 <------|1 <--- * from here
 *
 * Where the scout has not been yet a search rides with it: each event is run once, for both, and
 * there will be images on the way to what is found.
 *
 * Work comes in slices, so that the keyboard can be looked at between them.
 */
#ifndef TIMELINE_SEARCH_H
#define TIMELINE_SEARCH_H

#include "timeline/condition.h"
#include "timeline/scout.h"

enum search_state {
	SEARCH_MORE,    /* not known yet */
	SEARCH_FOUND,
	SEARCH_NOTHING, /* there is no such moment that way */
};

struct search {
	struct program *program;      /* borrowed */
	struct world_options options;
	struct scout *scout;          /* borrowed: its images, its index of marks */
	struct world world;
	bool running;                 /* the world is there */
	struct step_log log;          /* into a ring that holds the steps of one operation */
	struct condition condition;
	bool back;
	struct position from, found;
	bool any;                     /* found is one */
	uint64_t begin, end;          /* the stretch under way: tested are begin <= event < end */
	bool placed;                  /* the world is in that stretch, or on its way there */
	bool rides;                   /* and that world is the scout's */
	uint64_t at;                  /* events looked at so far: where to go on */
	uint64_t logged, first_step;  /* the event whose steps are in the ring, and its first */
	uint64_t live;                /* bytes of blocks in use, for CONDITION_LIVE */
	size_t next_mark;             /* for CONDITION_MARK: items of the index looked at */
	enum search_state state;
};

/* All that is borrowed must outlive the search; [options] is copied.  Takes no memory yet. */
void search_init(struct search *search, struct program *program,
		 const struct world_options *options, struct scout *scout);
void search_fini(struct search *search);

/* Look for the first moment behind [from], or ([back]) the last one before it; what was looked for
 * is given up.  False: no memory to be had. */
bool search_begin(struct search *search, const struct condition *condition, struct position from,
		  bool back);

/* Run about [events] further, which may let the scout run on.  When it is SEARCH_FOUND,
 * search->found is where. */
enum search_state search_run(struct search *search, uint64_t events);

/* Events looked at, and how many there are to be looked at as far as is known. */
uint64_t search_done(const struct search *search);
uint64_t search_whole(const struct search *search);

#endif
