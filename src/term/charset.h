/*
 * charset.h - which characters the terminal can be sent.
 */
#ifndef TERM_CHARSET_H
#define TERM_CHARSET_H

#include <stdbool.h>

/* Choose LC_CTYPE for the whole program from the environment; return whether it is
 * a UTF-8 one.  Where nobody chose a character set (nothing set, C, POSIX, or a
 * locale that is not installed) UTF-8 is taken: containers and minimal systems
 * are like that, and their terminals show UTF-8 all the same. */
bool charset_choose(void);

#endif
