/* kind.c - under which name the database describes this terminal; see kind.h. */
#include "term/kind.h"

#include <stddef.h>
#include <string.h>

#define ALTERNATIVES 3

/* A family, and what its members can be taken for, the best first. */
struct family {
	const char *name; /* how TERM begins; a part of it (xterm-kitty, screen.foot) */
	const char *alternatives[ALTERNATIVES];
};

static const struct family families[] = {
	{"tmux", {"tmux-256color", "screen-256color", "screen"}},
	{"screen", {"screen-256color", "screen"}},
	{"rxvt", {"rxvt-unicode-256color", "rxvt-unicode", "rxvt"}},
	{"linux", {"linux"}},
	{"vt", {"vt220", "vt100"}},
};

static const struct family xterm = {"xterm", {"xterm-256color", "xterm", "vt100"}};

/* What calls itself by a name of its own, and is made to be taken for an xterm. */
static const char *const like_xterm[] = {
	"xterm", "alacritty", "contour", "foot", "ghostty", "gnome", "iTerm", "kitty", "konsole",
	"mintty", "mlterm", "nsterm", "putty", "rio", "st", "teraterm", "terminator", "vscode", "vte",
	"wezterm", "zellij",
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Whether [term] is [name], or goes on with a part: "st-256color", but not "stv52". */
static bool begins_with(const char *term, const char *name)
{
	size_t length = strlen(name);

	return strncmp(term, name, length) == 0 && strchr("-+._0123456789", term[length]);
}

static const struct family *family_of(const char *term, const char *colorterm)
{
	for (size_t i = 0; i < COUNT(families); i++)
		if (begins_with(term, families[i].name))
			return &families[i];
	for (size_t i = 0; i < COUNT(like_xterm); i++)
		if (begins_with(term, like_xterm[i]))
			return &xterm;
	/* Nobody makes one any more that has 256 colours and is not like xterm. */
	return (colorterm && *colorterm) || strstr(term, "256color") || strstr(term, "direct")
		       ? &xterm
		       : NULL;
}

const char *kind_find(const char *term, const char *colorterm, bool (*is_known)(const char *name))
{
	const struct family *family;

	if (!term || !*term)
		return NULL;
	if (is_known(term))
		return term;
	family = family_of(term, colorterm);
	for (size_t i = 0; family && i < ALTERNATIVES && family->alternatives[i]; i++)
		if (is_known(family->alternatives[i]))
			return family->alternatives[i];
	return NULL;
}
