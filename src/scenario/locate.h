/*
 * locate.h - places of everything in a scenario, by path.  The look-up itself is
 * declared in load.h.
 */
#ifndef SCENARIO_LOCATE_H
#define SCENARIO_LOCATE_H

#include "scenario/doc_events.h"
#include "scenario/load.h"

/* Take over what [events] owns, which are empty then.  To be freed with locate_destroy. */
struct locate *locate_adopt(struct doc_events *events);

void locate_destroy(struct locate *locate); /* NULL is fine */

#endif
