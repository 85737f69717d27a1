/*
 * printed.h - diagnostics as the text that a user would see.
 */
#ifndef UNIT_PRINTED_H
#define UNIT_PRINTED_H

#include <stdio.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"

/* The caller frees it. */
static inline char *printed(const struct diag_list *diags, const struct source *source)
{
	char *text = NULL, *copy;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	diag_print(diags, source, out);
	fclose(out);
	copy = mem_text(text); /* gcc 12 takes [text] itself for a dangling pointer */
	free(text);
	return copy;
}

#endif
