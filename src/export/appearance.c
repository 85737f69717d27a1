/* appearance.c - what pictures look like; see appearance.h. */
#include "export/appearance.h"

#include <stdlib.h>

enum colour_depth appearance_depth(const struct appearance *look, enum colour_depth usual)
{
	const char *no_color = getenv("NO_COLOR");

	if (look->no_colour)
		return DEPTH_MONO;
	if (look->says_depth)
		return look->depth;
	return no_color && *no_color ? DEPTH_MONO : usual;
}
