/*
 * rules.h - which keys of a mapping need or exclude each other: what libcyaml's schema
 * cannot say.
 */
#ifndef SCENARIO_RULES_H
#define SCENARIO_RULES_H

#include "scenario/doc_events.h"
#include "scenario/schema.h"

/* Report every mapping that breaks the rule of its shape; [events] are spelled out.  Mappings that
 * do not follow the schema are passed over: libcyaml finds those. */
void rules_check(const struct doc_events *events, struct diag_list *diags);

#endif
