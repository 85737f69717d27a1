/*
 * places.h - finish what libcyaml loaded with what only the events know.
 */
#ifndef SCENARIO_PLACES_H
#define SCENARIO_PLACES_H

#include "scenario/doc_events.h"
#include "scenario/scenario.h"

/* Walk over [events] and the structs that were loaded from them side by side.  Fill each
 * struct's place, and make a list that is there but empty differ from one that is not:
 * libcyaml leaves both NULL, afterwards only the absent one is.  The events must be those, without
 * a fault. */
void places_fill(const struct doc_events *events, struct scenario *scenario);

#endif
