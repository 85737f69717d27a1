/*
 * lang.c - words from gettext's catalogues; see lang.h.
 *
 * gettext wants a locale for messages that is not C, and then goes by LANGUAGE.  Both are kept
 * from the rest of the process: the locale is that of this thread during a look-up only, so
 * that strerror() and libraries go on as they were, and lang_leave_environment() is for children.
 */
#include "base/lang.h"

#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/installed.h"

#define DOMAIN "arenawalk"
#define CHINESE "zh_CN"

static locale_t messages; /* 0 = no catalogue */
static char *users_language;
static bool is_started;

/* Where catalogues may be: installed beside the program, as built, where they were meant to be. */
static bool find_folder(char *folder, size_t bytes)
{
	char beside[PATH_MAX], catalogue[PATH_MAX + 64];
	const char *const folders[] = {
		installed_beside(LOCALE_BESIDE, beside, sizeof beside) ? beside : "", LOCALE_BUILT,
		LOCALE_INSTALLED};

	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		snprintf(catalogue, sizeof catalogue, "%s/" CHINESE "/LC_MESSAGES/" DOMAIN ".mo",
			 folders[i]);
		if (access(catalogue, R_OK) == 0)
			return snprintf(folder, bytes, "%s", folders[i]) < (int)bytes;
	}
	return false;
}

static locale_t any_but_c(void)
{
	static const char *const names[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8", "zh_CN.UTF-8"};
	locale_t locale = (locale_t)0;

	for (size_t i = 0; !locale && i < sizeof names / sizeof *names; i++)
		locale = newlocale(LC_MESSAGES_MASK, names[i], (locale_t)0);
	return locale;
}

static void start(void)
{
	const char *before = getenv("LANGUAGE");
	char folder[PATH_MAX];

	is_started = true;
	if (!find_folder(folder, sizeof folder) || !(messages = any_but_c()))
		return;
	users_language = before ? strdup(before) : NULL;
	setenv("LANGUAGE", CHINESE, 1);
	bindtextdomain(DOMAIN, folder);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
}

bool lang_has_chinese(void)
{
	if (!is_started)
		start();
	return messages != (locale_t)0;
}

static const char *without_context(const char *text)
{
	const char *context = strchr(text, '\004');

	return context ? context + 1 : text;
}

const char *lang_text(bool chinese, const char *text)
{
	const char *found;
	locale_t before;

	if (!chinese || !*text || !lang_has_chinese())
		return without_context(text);
	before = uselocale(messages);
	found = dgettext(DOMAIN, text);
	uselocale(before);
	return found == text ? without_context(text) : found;
}

void lang_leave_environment(void)
{
	if (!messages)
		return;
	if (users_language)
		setenv("LANGUAGE", users_language, 1);
	else
		unsetenv("LANGUAGE");
}
