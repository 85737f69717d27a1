/*
 * appearance.h - what screens and pictures look like, as the call and the user's settings have it.
 */
#ifndef EXPORT_APPEARANCE_H
#define EXPORT_APPEARANCE_H

#include <stdbool.h>

#include "base/lang.h"
#include "draw/style.h"

struct appearance {
	enum lang lang;
	bool says_language;        /* of [lang]: the call does */
	bool ascii, no_colour, still, big;
	const struct theme *theme; /* NULL = not said */
	bool says_depth;           /* of [depth]: the call does */
	enum colour_depth depth;
	int width, height;         /* 0 = not said */
};

/* The colours of a picture for an unknown screen: as the call says, or NO_COLOR, or [usual]. */
enum colour_depth appearance_depth(const struct appearance *look, enum colour_depth usual);

#endif
