/*
 * reel.h - a world, and the last stretch of its run on record.
 *
 *	events   begin                            end
 *	     ....|====|=========|===|====|=======|          recorded
 *	                        ^ the world is here; going to any recorded place
 *	                          is a matter of exchanging words
 *
 * Beyond its end a reel runs on and records; the oldest records give way.
 */
#ifndef TIMELINE_REEL_H
#define TIMELINE_REEL_H

#include <stdbool.h>
#include <stdint.h>

#include "store/journal.h"
#include "timeline/world.h"

/* One event on record. */
struct event_record {
	addr result;
	uint64_t first_write, first_step;
	uint64_t operations; /* that had happened when it was complete */
};

struct reel {
	struct world world;
	struct journal *journal;      /* owned; detached but for reel_run */
	struct step_log log;
	struct event_record *records; /* ring, owned; the record of event e is at e & event_mask */
	uint64_t event_mask;
	uint64_t begin, end;          /* events recorded: begin <= e < end, if still kept */
};

/* A world at the beginning, nothing on record; [program] is borrowed.  NULL: no memory to be had.
 * reel_destroy frees it; NULL is fine there. */
struct reel *reel_new(struct program *program, const struct world_options *options);
void reel_destroy(struct reel *reel);

/* Bytes that the records of one reel take when full. */
uint64_t reel_record_bytes(void);

/* The record of event [event], one that is kept. */
static inline const struct event_record *reel_record(const struct reel *reel, uint64_t event)
{
	return &reel->records[event & reel->event_mask];
}

/* Whether event number [event] is whole on record. */
bool reel_keeps(const struct reel *reel, uint64_t event);

/* The first event that is; reel->end if none. */
uint64_t reel_oldest(const struct reel *reel);

/* Whether the position at rest behind [events] events is on record, and what led to it. */
bool reel_covers(const struct reel *reel, uint64_t events);

/* Of a recorded event: the number of its steps; the writes before its step [step] (its first
 * step takes what came before it, its last what comes after it: the program's own
 * book-keeping).  [step] is from 0; from the number of steps on it is the event's end. */
uint32_t reel_step_count(const struct reel *reel, uint64_t event);
uint64_t reel_step_write(const struct reel *reel, uint64_t event, uint32_t step);

/* The writes of step [step], one that there is, to the allocator's own state: how many, and the
 * number behind the [nth] (1 = first) of them, or the step's end if it has fewer. */
uint32_t reel_visible_writes(const struct reel *reel, uint64_t event, uint32_t step);
uint64_t reel_after_visible(const struct reel *reel, uint64_t event, uint32_t step, uint32_t nth);

/* Give [events] the event count right behind operation [n].  False: it, or what led to it, is not
 * on record. */
bool reel_find_operation(const struct reel *reel, uint64_t n, uint64_t *events);

/* Exchange words until write [write], on record, is the next to be applied. */
void reel_go(struct reel *reel, uint64_t write);

/* Go to rest behind [events] events: on record, or the end. */
void reel_rest(struct reel *reel, uint64_t events);

/* Run the next event and record it: from rest at the reel's end, where it is afterwards, too.
 * False at the end of the program. */
bool reel_run(struct reel *reel);

/* Run events without recording them, up to [most], 1 or more.  Returns how many there were: 0 at
 * the end of the program.  The records are of no use then, until reel_forget. */
uint64_t reel_run_quietly(struct reel *reel, uint64_t most);

/* Forget the records: the world goes on from here.  After quiet running, too. */
void reel_forget(struct reel *reel);

/* Become the world of an image, with nothing on record.  From rest; the image is of a world with
 * the same program and options. */
void reel_restore(struct reel *reel, const struct image *image);

#endif
