/*
 * notices.h - what a run has to say against its scenario, told once for each place.
 *
 *	x.yaml:9:11: error: 'a' is allocated already (and 2 more times)
 *	        - alloc: {name: a, size: 16}
 *	          ^
 *	  hint: first after operation 1: $i = 1; it was allocated in line 9
 */
#ifndef CLI_NOTICES_H
#define CLI_NOTICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/source.h"
#include "timeline/timeline.h"

/* How many operations had happened at each notice of a run. */
struct notice_times {
	uint64_t *items; /* owned; in the order of timeline_index.notices */
	size_t count, capacity;
};

/* Let the scout go on by one event and note what it had to say.  False at the end. */
bool notices_scout(struct notice_times *times, struct timeline *timeline);

/* Print faults and failed expectations as diagnostics. */
void notices_print(const struct notice_times *times, const struct timeline *timeline,
		   const struct source *source, FILE *out);

#endif
