/*
 * halves.h - search by halves, in what is in order: something holds of the first N, and of
 * none behind them.  How many is N?
 *
 *	struct halves search = {0, count};
 *
 *	while (halves_left(&search))
 *		halves_go(&search, items[halves_middle(&search)].start <= start);
 *	return search.low;
 */
#ifndef BASE_HALVES_H
#define BASE_HALVES_H

#include <stdbool.h>
#include <stdint.h>

/* Of all before [low] it holds, of [high] and all behind it does not.  Begins as {0, count}. */
struct halves {
	uint64_t low, high;
};

/* False = found: [low] is the first of which it does not hold. */
static inline bool halves_left(const struct halves *search)
{
	return search->low < search->high;
}

/* Which is to be asked next, while some are left. */
static inline uint64_t halves_middle(const struct halves *search)
{
	return search->low + (search->high - search->low) / 2;
}

/* ... and whether it holds of that one. */
static inline void halves_go(struct halves *search, bool holds)
{
	uint64_t middle = halves_middle(search);

	if (holds)
		search->low = middle + 1;
	else
		search->high = middle;
}

#endif
