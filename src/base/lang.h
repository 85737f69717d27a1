/*
 * lang.h - the words of the interface in the language of the user.
 *
 * English stands in the source; other languages stand in catalogues (src/po), which gettext
 * looks up.  Which language is wanted is a value that callers carry, not a state of the process:
 * views and sentences stay functions of what they are given, and two screens may differ.
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

/* Whether there is a catalogue for Chinese. */
bool lang_has_chinese(void);

/* Put the environment back as the user had it: gettext learns the language from a variable.
 * For a child process, before it becomes another program. */
void lang_leave_environment(void);

#endif
