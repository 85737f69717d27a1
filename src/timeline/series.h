/*
 * series.h - how a run goes, in curves: the bytes handed out and the arenas held, operation by
 * operation.
 *
 * The memory is bounded: a sample covers one operation, until all samples are taken; then
 * two and two become one, and each covers twice as many.  A sample keeps the least and the most of
 * its operations, so that no peak is ever lost.
 */
#ifndef TIMELINE_SERIES_H
#define TIMELINE_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SERIES_SAMPLES 1024u /* even */

struct span {
	uint64_t least, most;
};

/* Behind each of some operations. */
struct series_sample {
	struct span bytes;  /* of blocks from pools: their sizes, not what was asked for */
	struct span arenas; /* held */
};

struct series {
	struct series_sample samples[SERIES_SAMPLES];
	size_t count;        /* begun */
	uint64_t interval;   /* operations of a sample, a power of two */
	uint64_t room;       /* operations that the last one still takes */
};

/* Empty.  It owns nothing: a series can be copied. */
void series_init(struct series *series);

/* The rare part of series_add: begin a sample. */
void series_begin(struct series *series);

static inline void span_add(struct span *span, uint64_t value)
{
	if (value < span->least)
		span->least = value;
	if (value > span->most)
		span->most = value;
}

/* Add what is handed out (bytes) and held (arenas) behind the next operation. */
static inline void series_add(struct series *series, uint64_t bytes, uint64_t arenas)
{
	struct series_sample *sample;

	if (series->room == 0)
		series_begin(series);
	series->room--;
	sample = &series->samples[series->count - 1];
	span_add(&sample->bytes, bytes);
	span_add(&sample->arenas, arenas);
}

/* Forget what came behind operation [operations]; the sample that they fall into keeps what it has.
 */
void series_cut(struct series *series, uint64_t operations);

/* Operations that were added. */
uint64_t series_operations(const struct series *series);

/* Give [sample] everything from behind operation [first] to behind [last], 0 being the beginning;
 * at least that, up to whole samples.  False: nothing is known of them. */
bool series_look(const struct series *series, uint64_t first, uint64_t last,
		 struct series_sample *sample);

/* The same of the whole run as far as it was added; all zeros if nothing was. */
void series_sum(const struct series *series, struct series_sample *sample);

#endif
