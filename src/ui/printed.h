/*
 * printed.h - what a program prints while it is watched: opening it, going through it.
 */
#ifndef UI_PRINTED_H
#define UI_PRINTED_H

#include "ui/ui.h"

extern const struct overlay printed_overlay;

/* Open it; once more: close it. */
void printed_toggle(struct ui *ui);

/* Before it is drawn: stay with the lines that are shown, whatever came meanwhile, and leave no row
 * empty that has a line. */
void printed_measure(struct ui *ui);

#endif
