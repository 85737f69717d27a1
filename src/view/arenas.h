/* arenas.h - what the layout must know of the arenas' pane. */
#ifndef VIEW_ARENAS_H
#define VIEW_ARENAS_H

#include <stdint.h>

/* Rows that [arenas] need at the least at that width: the one in focus with its pools,
 * each of the others on a row. */
int arenas_rows(uint64_t arenas, uint32_t pools, int width);

#endif
