/*
 * future.h - blocks, pools and arenas painted by what will become of them.
 *
 *	░ its place is free within N operations (soon)   ▓ later   █ never   ? not known
 *
 * A pool is what its worst block is: one block that is never freed holds the whole of it, and
 * its arena.
 */
#ifndef VIEW_FUTURE_H
#define VIEW_FUTURE_H

#include "timeline/lifetime_sums.h"
#include "view/fill.h"

/* A future as one character. */
struct mark future_mark_of(enum future future);

/* What becomes of the block born by operation [born]. */
enum future future_of_birth(const struct scene *scene, uint64_t born);

/* The pools [from, to) of a slot, together. */
struct lifetime_sum future_sum(const struct scene *scene, uint64_t slot, uint32_t from,
			       uint32_t to);

/* In the future's colours, if those are wanted and blocks hold the pools; else as it is. */
struct mark future_mark(const struct scene *scene, uint64_t slot, uint32_t from, uint32_t to,
			struct mark mark);

/* Append why an ending is not known: there is more to read, or more than is kept. */
void future_unknown(const struct scene *scene, struct str *out);

/* Append what soon means: "within 50 operations". */
void future_soon(const struct scene *scene, struct str *out);

/* The legend of a zoomed level, instead of its own; false if the future is not wanted. */
bool future_legend(const struct scene *scene, struct canvas *canvas, int y);

/* Append the future of the block born by operation [born]: "freed at op 1,234, in 56". */
void future_words(const struct scene *scene, uint64_t born, struct str *out);

/* Append that of pools together: "3 never freed, 12 later, 2 soon; ...". */
void future_sum_words(const struct scene *scene, const struct lifetime_sum *lifetime_sum,
		      struct str *out);

#endif
