/*
 * tidy.h - a program that is interrupted leaves no half-written file.
 */
#ifndef BASE_TIDY_H
#define BASE_TIDY_H

#define TIDY_MOST 4 /* at a time */

/* From now on a signal that ends the program, or an exit on the way, removes this file, or folder
 * once it is empty, first, in the order of the calls; NULL: nothing.  [path] is copied.  At most
 * TIDY_MOST are not forgotten at a time.  Returns what tidy_forget takes: -1 for NULL, or a path
 * over PATH_MAX, which is not removed. */
int tidy_on_signal(const char *path);

/* It is whole, or gone: nothing is to be removed.  -1 is fine. */
void tidy_forget(int number);

#endif
