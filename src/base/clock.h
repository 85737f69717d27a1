/*
 * clock.h - time that only goes forward, from no moment in particular (CLOCK_MONOTONIC).
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Now, in nanoseconds, and in whole milliseconds. */
uint64_t clock_ns(void);

static inline uint64_t clock_ms(void)
{
	return clock_ns() / 1000000;
}

#endif
