/*
 * module.h - the library that is loaded into recorded programs, by a name for LD_PRELOAD.
 */
#ifndef COLLECT_MODULE_H
#define COLLECT_MODULE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Find the library and write a name of it that LD_PRELOAD understands into [name].  That can be one
 * below a link that is made for it: module_forget() takes it away.  False, and said, if it is missing.
 */
bool module_name(char *name, size_t bytes);

/* The name is not needed any more.  May be called again. */
void module_forget(void);

#endif
