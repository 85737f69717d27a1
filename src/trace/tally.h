/*
 * tally.h - how many calls there are among records, without reading what they say.
 */
#ifndef TRACE_TALLY_H
#define TRACE_TALLY_H

#include <stddef.h>
#include <stdint.h>

/* Calls in [length] bytes, which hold whole records; it ends where something is none. */
uint64_t tally_calls(const unsigned char *records, size_t length);

#endif
