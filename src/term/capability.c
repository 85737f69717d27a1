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
#include <unistd.h>

#include "term/kind.h"

#include <curses.h>
#include <term.h>

/* A string capability by its terminfo name, or "". */
static const char *capability(const char *name)
{
	const char *value = tigetstr(name);
	return value == NULL || value == (const char *)-1 ? "" : value;
}

/* Whether the database has [name], and of a terminal whose cursor can be moved.  Otherwise
 * [status] is what setupterm() says; 1 = it is there, but cannot. */
static bool can_move(const char *name, int *status)
{
	/* The errors of setupterm() are for us: it ends programs that do not ask for them. */
	if (setupterm(name, STDOUT_FILENO, status) != OK)
		return false;
	bool can = *capability("cup") != '\0';
	del_curterm(cur_term);
	return can;
}

static bool is_known(const char *name)
{
	int status;
	return can_move(name, &status) || status == 1;
}

/* For users who cannot know what to write instead. */
#define INSTEAD "; most of today's are TERM=xterm-256color"

const char *capability_problem(const char **kind)
{
	const char *type = getenv("TERM");
	int status;

	if (type == NULL || *type == '\0')
		return "TERM is not set" INSTEAD;
	*kind = kind_find(type, getenv("COLORTERM"), is_known);
	if (can_move(*kind != NULL ? *kind : type, &status))
		return NULL;
	if (*kind != NULL)
		return "this terminal (TERM) cannot move its cursor";
	return status < 0 ? "there is no terminal database (package ncurses-base)"
			  : "TERM names a terminal that is not in the database" INSTEAD;
}

bool capability_is_xterm_like(void)
{
	return strstr(capability("smcup"), "[?1049h") != NULL;
}

bool capability_has_mouse(void)
{
	return *capability("kmous") != '\0';
}

/* Those first that mean something.  The mouse's is the beginning of a report, and no key. */
void capability_keys(struct sequence_list *list)
{
	static const struct {
		const char *name;
		uint32_t key;
	} table[] = {
		{"kcub1", KEY_CODE_LEFT},      {"kcuf1", KEY_CODE_RIGHT},
		{"kcuu1", KEY_CODE_UP},	       {"kcud1", KEY_CODE_DOWN},
		{"kLFT", KEY_CODE_SHIFT_LEFT}, {"kRIT", KEY_CODE_SHIFT_RIGHT},
		{"kri", KEY_CODE_SHIFT_UP},    {"kind", KEY_CODE_SHIFT_DOWN},
		{"khome", KEY_CODE_HOME},      {"ka1", KEY_CODE_HOME},
		{"kfnd", KEY_CODE_HOME},       {"kend", KEY_CODE_END},
		{"kc1", KEY_CODE_END},	       {"kslt", KEY_CODE_END},
		{"kpp", KEY_CODE_PAGE_UP},     {"ka3", KEY_CODE_PAGE_UP},
		{"knp", KEY_CODE_PAGE_DOWN},   {"kc3", KEY_CODE_PAGE_DOWN},
		{"kent", KEY_CODE_ENTER},      {"kcbt", KEY_CODE_BACKTAB},
		{"kbs", KEY_CODE_BACKSPACE},   {"kdch1", KEY_CODE_DELETE},
		{"kf1", KEY_CODE_F1},	       {"kf5", KEY_CODE_F5},
		{"khlp", KEY_CODE_F1},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		sequence_list_add(list, capability(table[i].name), table[i].key);
	for (size_t i = 0; strnames[i] != NULL; i++)
		if (*strnames[i] == 'k' && strcmp(strnames[i], "kmous") != 0)
			sequence_list_add(list, capability(strnames[i]), KEY_CODE_NONE);
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
