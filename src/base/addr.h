/*
 * addr.h - an address of the simulated process.
 *
 * Never a pointer of ours: heap memory lies somewhere else in this process, and
 * screens must not depend on where.  store.h turns addresses into memory.
 */
#ifndef BASE_ADDR_H
#define BASE_ADDR_H

#include <inttypes.h>
#include <stdint.h>

typedef uint64_t addr;

#define ADDR_NULL ((addr)0)
#define PRIaddr "#" PRIx64

#endif
