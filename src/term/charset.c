/*
 * charset.c - which characters the terminal can be sent.
 */
#include "term/charset.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What the environment asks for, in the order of POSIX. */
static const char *wanted_locale(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);
		if (value != NULL && *value != '\0')
			return value;
	}
	return "C";
}

static bool is_utf8_name(const char *codeset)
{
	return strncasecmp(codeset, "UTF-8", 5) == 0 || strncasecmp(codeset, "UTF8", 4) == 0;
}

/* Whether a locale's name asks for a character set other than UTF-8, as
 * de_DE.ISO-8859-1 does and C or zh_CN do not. */
static bool names_other_charset(const char *locale)
{
	const char *dot = strchr(locale, '.');
	return dot != NULL && !is_utf8_name(dot + 1);
}

static bool take_any_utf8(void)
{
	static const char *const names[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (setlocale(LC_CTYPE, names[i]) != NULL && is_utf8_name(nl_langinfo(CODESET)))
			return true;
	setlocale(LC_CTYPE, "C");
	return false;
}

bool charset_choose(void)
{
	const char *wanted = wanted_locale();
	bool is_installed = setlocale(LC_CTYPE, "") != NULL;
	bool is_plain = strcmp(wanted, "C") == 0 || strcmp(wanted, "POSIX") == 0;

	if (is_installed && !is_plain)
		return is_utf8_name(nl_langinfo(CODESET));
	if (names_other_charset(wanted))
		return false;
	return take_any_utf8();
}
