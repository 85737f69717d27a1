/*
 * capability.c - what the terminal named by TERM can do.
 *
 * Includes curses' <term.h>, as direct.c does and no other file: it defines short
 * lower-case macros by the hundred, so project headers come first.
 */
#include "term/capability.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <curses.h>
#include <term.h>

/* A string capability by its terminfo name, or "". */
static const char *capability(const char *name)
{
	const char *value = tigetstr(name);
	return value == NULL || value == (const char *)-1 ? "" : value;
}

const char *capability_problem(int fd)
{
	const char *type = getenv("TERM");
	int status;

	if (type == NULL || *type == '\0')
		return "TERM is not set";
	if (setupterm(NULL, fd, &status) != OK)
		return status < 0 ? "there is no terminal database (package ncurses-base)"
				  : "TERM names a terminal that is not in the database";
	bool can_move = *capability("cup") != '\0';
	del_curterm(cur_term);
	return can_move ? NULL : "this terminal (TERM) cannot move its cursor";
}

bool capability_is_xterm_like(void)
{
	return strstr(capability("smcup"), "[?1049h") != NULL;
}

bool capability_has_mouse(void)
{
	return *capability("kmous") != '\0';
}

/* Append a capability less its padding, written $<5>: no terminal that still
 * needs the pause would get it from a dying program. */
static void add_unpadded(struct str *out, const char *text)
{
	while (*text != '\0') {
		const char *padding = strstr(text, "$<");
		const char *end = padding != NULL ? strchr(padding, '>') : NULL;
		if (end == NULL)
			break;
		str_addn(out, text, (size_t)(padding - text));
		text = end + 1;
	}
	str_add(out, text);
}

void capability_undo(struct str *out)
{
	static const char *const names[] = {"rmkx", "op", "sgr0", "rmcup", "cnorm"};

	if (capability_is_xterm_like())
		str_add(out, "\033[?2026l\033[?2004l");
	if (capability_has_mouse())
		str_add(out, "\033[?1006l\033[?1003l\033[?1002l\033[?1000l");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		add_unpadded(out, capability(names[i]));
	if (*capability("rmcup") == '\0')
		str_add(out, "\r\n");
}
