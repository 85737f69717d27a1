/*
 * differences.h - the size of the table of differences, for the layout.
 */
#ifndef VIEW_DIFFERENCES_H
#define VIEW_DIFFERENCES_H

/* Rows that the table takes, inside its frame, in [width] columns. */
int differences_rows(int width);

#endif
