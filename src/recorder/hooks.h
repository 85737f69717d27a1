/*
 * hooks.h - our functions in front of the interpreter's allocators.
 */
#ifndef RECORDER_HOOKS_H
#define RECORDER_HOOKS_H

#include <stdbool.h>

#include "recorder/share.h"

/* Before main.  Anything but PROBLEM_NONE: this interpreter cannot be recorded. */
enum problem hooks_install(void);

/* Start-up of some versions puts other allocators in place: take our place again. */
void hooks_check(void);

/* Why there was nothing to record. */
enum problem hooks_why(void);

/* The interpreter believes its statistics only while its own functions are in place. */
void hooks_lift(void);
void hooks_lower(void);

#endif
