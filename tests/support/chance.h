/*
 * chance.h - numbers that look random and are the same on every machine.
 */
#ifndef SUPPORT_CHANCE_H
#define SUPPORT_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

struct chance {
	uint64_t state;
};

/* splitmix64: any seed is as good as another, 0 too. */
static inline uint64_t chance_next(struct chance *chance)
{
	uint64_t x = chance->state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* 0 to [limit] - 1. */
static inline uint64_t chance_below(struct chance *chance, uint64_t limit)
{
	return (chance_next(chance) >> 11) % limit;
}

/* 0 to [limit] - 1, for sizes and indexes that are small. */
static inline uint32_t chance_pick(struct chance *chance, uint32_t limit)
{
	return (uint32_t)chance_below(chance, limit);
}

/* True one time in [times]. */
static inline bool chance_one_in(struct chance *chance, uint32_t times)
{
	return chance_below(chance, times) == 0;
}

#endif
