/*
 * notices.h - what a run has to say against its scenario, told once for each place.
 *
 *	x.yaml:9:11: error: 'a' is allocated already (and 2 more times)
 *	        - alloc: {name: a, size: 16}
 *	          ^
 *	  hint: first after operation 1: $i = 1; it was allocated in line 9
 */
#ifndef SESSION_NOTICES_H
#define SESSION_NOTICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/source.h"
#include "timeline/timeline.h"

/* Print faults and failed expectations, as far as [timeline] was scouted, as diagnostics about
 * [source]. */
void notices_print(const struct timeline *timeline, const struct source *source, FILE *out);

#endif
