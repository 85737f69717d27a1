/*
 * blank.h - nothing is shown until the next key.
 */
#ifndef UI_BLANK_H
#define UI_BLANK_H

#include "ui/overlay.h"

extern const struct overlay blank_overlay;

#endif
