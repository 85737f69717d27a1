/*
 * lang.h - the words of the interface in the language of the user.
 *
 * English stands in the source; other languages stand in catalogues (src/po), which become a part
 * of the program: they do not depend on the system's locales.  Which language is wanted is a value
 * that callers carry, not a state of the process: views and sentences stay functions of what they
 * are given, and two screens may differ.
 *
 *	lang_text(LANG_ZH, "pool %u is full")     "池 %u 已满"
 *	N_("full")                             a word in a table, translated where it is used
 *	NC_("column", "full")                  the same where one word needs two translations
 */
#ifndef BASE_LANG_H
#define BASE_LANG_H

enum lang { LANG_EN, LANG_ZH, LANG_COUNT };

/* Marks for xgettext.  The context goes in front, as GNU's catalogues have it; lang_text()
 * takes it off again. */
#define N_(text) text
#define NC_(context, text) context "\004" text

/* The text in the language wanted; in English if no catalogue has it.  A format stays a format:
 * compilers check the English one, msgfmt compares its translation.  Constant, or a part of
 * [text]. */
const char *lang_text(enum lang lang, const char *text) __attribute__((format_arg(2)));

/* The language itself, or English where nothing but ASCII can be shown. */
static inline enum lang lang_for(enum lang lang, _Bool only_ascii)
{
	return only_ascii ? LANG_EN : lang;
}

/* The other language. */
static inline enum lang lang_next(enum lang lang)
{
	return lang == LANG_EN ? LANG_ZH : LANG_EN;
}

/* As HTML and XML name it. */
static inline const char *lang_tag(enum lang lang)
{
	return lang == LANG_ZH ? "zh-CN" : "en";
}

#endif
