/*
 * raw.h - the bytes of a recording where they lie: in a file, which may grow, or in memory.
 */
#ifndef TRACE_RAW_H
#define TRACE_RAW_H

#include <stddef.h>
#include <stdint.h>

struct raw {
	int fd;               /* -1 = in memory */
	unsigned char *bytes; /* owned, if in memory */
	uint64_t length;      /* bytes, when it was last looked */
	int error;            /* errno of the last read, 0 = good */
};

/* Either takes over what it is given: the descriptor, or a copy of the bytes. */
struct raw raw_from_file(int fd);
struct raw raw_from_memory(const void *bytes, size_t length);
void raw_fini(struct raw *raw);

/* Read up to [length] bytes from [place] on; fewer only at the end, or if there is an error. */
size_t raw_read(struct raw *raw, void *to, size_t length, uint64_t place);

/* Bytes in all, at present. */
uint64_t raw_length(struct raw *raw);

#endif
