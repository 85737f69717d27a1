/*
 * blank.h - nothing is shown until the next key.
 */
#ifndef APP_BLANK_H
#define APP_BLANK_H

#include "app/overlay.h"

extern const struct overlay blank_overlay;

#endif
