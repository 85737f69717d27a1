/*
 * lang.h - the words of the interface in the language of the user.
 *
 * English stands in the source; other languages stand in catalogues (src/po), which become a part
 * of the program: they do not depend on the system's locales.  Which language is wanted is a value
 * that callers carry, not a state of the process: views and sentences stay functions of what they
 * are given, and two screens may differ.
 *
 *	lang_text(true, "pool %u is full")     "池 %u 已满"
 *	N_("full")                             a word in a table, translated where it is used
 *	NC_("column", "full")                  the same where one word needs two translations
 */
#ifndef BASE_LANG_H
#define BASE_LANG_H

#include <stdbool.h>

/* Marks for xgettext.  The context goes in front, as GNU's catalogues have it; lang_text()
 * takes it off again. */
#define N_(text) text
#define NC_(context, text) context "\004" text

/* The text in the language wanted; in English if no catalogue has it.  A format stays a format:
 * compilers check the English one, msgfmt compares its translation.  Lives as long as the
 * program. */
const char *lang_text(bool chinese, const char *text) __attribute__((format_arg(2)));

#endif
