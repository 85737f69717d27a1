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

/* Counted in bytes. */
typedef uint64_t addr;

#define ADDR_NULL ((addr)0)

/* For printf(), the sign % in front: "#", which puts 0x before all but 0, and hex digits. */
#define PRIaddr "#" PRIx64

#endif
