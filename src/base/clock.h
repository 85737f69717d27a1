/*
 * clock.h - time that only goes forward, from no moment in particular.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

uint64_t clock_ns(void);

static inline uint64_t clock_ms(void)
{
	return clock_ns() / 1000000;
}

#endif
