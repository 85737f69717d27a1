/*
 * syntax.h - libyaml's complaints in words for someone who does not know YAML well.
 */
#ifndef SCENARIO_SYNTAX_H
#define SCENARIO_SYNTAX_H

#include <yaml.h>

#include "base/diag.h"
#include "base/source.h"

/* Report why [parser], which reads [source], stopped. */
void syntax_report(const yaml_parser_t *parser, const struct source *source,
		   struct diag_list *diags);

/* libyaml counts from 0. */
static inline struct diag_place syntax_place(yaml_mark_t mark)
{
	return (struct diag_place){(uint32_t)mark.line + 1, (uint32_t)mark.column + 1};
}

#endif
