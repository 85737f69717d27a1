/*
 * journal.h - the recent past: which words changed, and the steps they belong to.
 *
 * Two rings of records.  A write record holds a word's place and its *other*
 * value: the one before the write while the write is applied, the one after it
 * while it is undone.  Going back and going forward are therefore the same act,
 * exchanging memory and record, in opposite order.
 *
 * A step record is opened directly above the writes it explains; the writes up to
 * the next step belong to it.
 *
 * Records have numbers that only grow; the rings keep the newest.  `write_at`
 * is the cursor: writes before it are applied, those from it on are undone and can
 * be applied again until something new is recorded.
 */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

struct store;

struct write_record {
	uint64_t word;  /* offset in the store / 8 */
	uint64_t other; /* before if applied, after if undone */
};

struct step_record {
	uint64_t a, b;        /* operands; see heap/steps.def */
	uint64_t first_write; /* number of the first write that belongs to it */
	uint32_t kind;        /* enum step_kind of the engine */
};

struct journal {
	struct write_record *writes; /* ring of write_mask + 1 */
	struct step_record *steps;   /* ring of step_mask + 1 */
	uint64_t write_mask, step_mask;
	uint64_t write_end, step_end; /* numbers of the next records */
	uint64_t write_at;            /* the cursor; <= write_end */
	uint64_t step_begin;          /* steps before it have been forgotten */
};

/* Rings for 2^[write_bits] writes and 2^[step_bits] steps, both below 40.  Memory is taken as it is
 * used.  Never NULL: out of memory ends the program (mem.h).  To be ended with journal_destroy. */
struct journal *journal_new(unsigned write_bits, unsigned step_bits);

/* NULL is fine. */
void journal_destroy(struct journal *journal);

/* Forget everything; numbers go on. */
void journal_forget(struct journal *journal);

/* Forget the records from these numbers on, none beyond the ends.  They must be undone: the cursor
 * is not behind [write]. */
void journal_truncate(struct journal *journal, uint64_t write, uint64_t step);

/* Exchange until the cursor is at [write]: back or forward.  The records on the way must still
 * be kept (journal_keeps); [store] is the one that was written to. */
void journal_go(struct journal *journal, struct store *store, uint64_t write);

/* Whether all from these numbers (of a write, of a step; none beyond the ends) on is still whole in
 * the rings. */
static inline bool journal_keeps(const struct journal *journal, uint64_t write, uint64_t step)
{
	return journal->write_end - write <= journal->write_mask &&
	       journal->step_end - step <= journal->step_mask;
}

/* Whether step [step] (none beyond the end) can still be read, and was not forgotten. */
static inline bool journal_keeps_step(const struct journal *journal, uint64_t step)
{
	return step >= journal->step_begin && journal->step_end - step <= journal->step_mask;
}

/* The records of these numbers, which must still be in the rings; borrowed. */
static inline const struct write_record *journal_write(const struct journal *journal, uint64_t i)
{
	assert(i < journal->write_end && journal->write_end - i <= journal->write_mask + 1);
	return &journal->writes[i & journal->write_mask];
}

static inline const struct step_record *journal_step(const struct journal *journal, uint64_t i)
{
	assert(i < journal->step_end && journal->step_end - i <= journal->step_mask + 1);
	return &journal->steps[i & journal->step_mask];
}

/* Note that [word] (offset in the store / 8) held [before], ahead of its change; nothing may be
 * undone. */
static inline void journal_add_write(struct journal *journal, uint64_t word, uint64_t before)
{
	assert(journal->write_at == journal->write_end);
	journal->writes[journal->write_end & journal->write_mask] =
		(struct write_record){.word = word, .other = before};
	journal->write_at = ++journal->write_end;
}

/* Open a step above the writes that follow. */
static inline void journal_add_step(struct journal *journal, uint32_t kind, uint64_t a, uint64_t b)
{
	journal->steps[journal->step_end++ & journal->step_mask] = (struct step_record){
		.a = a, .b = b, .first_write = journal->write_end, .kind = kind};
}

#endif
