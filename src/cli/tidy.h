/*
 * tidy.h - a program that is interrupted leaves no half-written file.
 */
#ifndef CLI_TIDY_H
#define CLI_TIDY_H

/* From now on a signal that ends the program, or an exit on the way, removes this file first.  NULL: no longer.  [path]
 * must live until then. */
void tidy_on_signal(const char *path);

#endif
