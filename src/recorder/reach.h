/*
 * reach.h - how a recorded process gets at the recorder's memory: through /proc, or, where that is
 * closed (another user, another /proc), by asking at the recorder's door.
 */
#ifndef RECORDER_REACH_H
#define RECORDER_REACH_H

#include <stdbool.h>
#include <stdint.h>

/* Where it is, as SHARE_VARIABLE says. */
void reach_begin(unsigned pid, unsigned fd, const char *token);

/* A descriptor of the memory, for the caller to close, and the number of this process as the
 * recorder knows it; -1 = it is out of reach. */
int reach_memory(uint32_t *pid);

/* The number of this process as the recorder knows it, if both have the same /proc. */
uint32_t reach_number(void);

/* Whether this is the memory that was meant: others have the same form. */
bool reach_is_right(const char *token);

#endif
