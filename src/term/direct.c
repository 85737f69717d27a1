/*
 * direct.c - true colour: terminals that take colours by their values.
 *
 * Curses sends a colour's value only if the description it has read counts 2^24 colours.  Such
 * descriptions (xterm-direct and its kin) come in a package that a usual system lacks (Debian:
 * ncurses-term), and no terminal puts their names into TERM: it calls itself xterm-256color, and
 * says COLORTERM=truecolor beside.  So the description is made here: what the database says of
 * the terminal, read and compiled again (term(5)) by libunibilium, with other colours between.  It
 * stands in the environment's TERMINFO, as "hex:...", only while newterm() reads it.  A curses that
 * does not know that form, or does not trust the environment, goes on to the database, and there are
 * the 256 colours.
 *
 * Two other ways were weighed.  xterm-direct, where it is there, need not agree with TERM about
 * keys and mouse, and separates by colons (38:2::r:g:b), which some terminals, and most players of
 * recordings, misread; all that know true colour understand 38;2;r;g;b.  A painter that writes
 * the sequences itself would have to do all of curses' updating, or fight with it.
 *
 * Includes curses' <term.h>, as capability.c does: project headers come first.
 */
#include "term/direct.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unibilium.h>

#include "base/array.h"

#include <curses.h>
#include <term.h>

#define TRUE_COLOURS (1 << 24)
#define PAIRS 0x7fff

/* Values below 8 are the terminal's own eight, here as in all descriptions of this kind. */
#define BY_VALUE(own, others)                                                                      \
	"\033[%?%p1%{8}%<%t" own "%p1%d%e" others                                                  \
	";2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m"

enum colour_depth direct_depth(int colours)
{
	if (colours >= TRUE_COLOURS)
		return DEPTH_TRUE;
	if (colours > 256) /* values of fewer bits than ours; the first eight are as ever */
		return DEPTH_8;
	if (colours == 256)
		return DEPTH_256;
	return colours >= 16 ? DEPTH_16 : colours >= 8 ? DEPTH_8 : DEPTH_MONO;
}

bool direct_is_promised(const char *term, const char *colorterm)
{
	if (!term || !colorterm)
		return false;
	/* GNU screen hands on its terminal's COLORTERM, and does not know what it promises. */
	if (strncmp(term, "screen", strlen("screen")) == 0)
		return false;
	return strcmp(colorterm, "truecolor") == 0 || strcmp(colorterm, "24bit") == 0;
}

bool direct_is_hidden(const char *kind, int fd)
{
	int status;

	if (setupterm(kind, fd, &status) != OK)
		return false;
	/* RGB and Tc: notes for tmux in the descriptions of foot, kitty and others. */
	bool is_hidden = tigetnum("colors") == 256 &&
			 (direct_is_promised(getenv("TERM"), getenv("COLORTERM")) ||
			  tigetflag("RGB") == 1 || tigetflag("Tc") == 1);
	del_curterm(cur_term);
	return is_hidden;
}

/* -- the description ------------------------------------------------------------------------ */

/* A note may be a flag, a number or a text, and none is to stand beside another of its name. */
static void drop_note(unibi_term *term, const char *name)
{
	for (size_t i = unibi_count_ext_bool(term); i-- > 0;)
		if (strcmp(unibi_get_ext_bool_name(term, i), name) == 0)
			unibi_del_ext_bool(term, i);
	for (size_t i = unibi_count_ext_num(term); i-- > 0;)
		if (strcmp(unibi_get_ext_num_name(term, i), name) == 0)
			unibi_del_ext_num(term, i);
	for (size_t i = unibi_count_ext_str(term); i-- > 0;)
		if (strcmp(unibi_get_ext_str_name(term, i), name) == 0)
			unibi_del_ext_str(term, i);
}

static void set_colours(unibi_term *term)
{
	unibi_set_num(term, unibi_max_colors, TRUE_COLOURS);
	unibi_set_num(term, unibi_max_pairs, PAIRS);
	unibi_set_str(term, unibi_set_a_foreground, BY_VALUE("3", "38"));
	unibi_set_str(term, unibi_set_a_background, BY_VALUE("4", "48"));
	drop_note(term, "RGB");
	if (unibi_add_ext_bool(term, "RGB", true) == SIZE_MAX)
		mem_exhausted();
}

struct compiled {
	char bytes[32768]; /* curses reads no more */
	size_t length;
};

/* The one that curses would read, or NULL. */
static unibi_term *find_description(const char *kind)
{
	const char *place = getenv("TERMINFO");

	/* It stands there itself, which only curses understands. */
	if (place && (strncmp(place, "hex:", 4) == 0 || strncmp(place, "b64:", 4) == 0))
		return NULL;
	unibi_term *term = unibi_from_term(kind);
	if (!term && errno == ENOMEM)
		mem_exhausted();
	return term;
}

static bool compile(struct compiled *compiled, const char *kind)
{
	/* curses looks for the name, which some descriptions lack that are found under it (rxvt). */
	const char *names[] = {kind, NULL};
	unibi_term *term = find_description(kind);

	if (!term)
		return false;
	unibi_set_aliases(term, names);
	bool has_colours = unibi_get_num(term, unibi_max_colors) >= 8;
	set_colours(term);
	compiled->length = unibi_dump(term, compiled->bytes, sizeof compiled->bytes);
	unibi_destroy(term);
	return has_colours && compiled->length <= sizeof compiled->bytes;
}

/* -- where curses looks -------------------------------------------------------------------- */

static char *in_hex(const struct compiled *compiled)
{
	static const char prefix[] = "hex:", digits[] = "0123456789ABCDEF";
	char *text = mem_alloc(sizeof prefix + 2 * compiled->length), *end = text;

	end = stpcpy(end, prefix);
	for (size_t i = 0; i < compiled->length; i++) {
		unsigned char byte = (unsigned char)compiled->bytes[i];

		*end++ = digits[byte >> 4];
		*end++ = digits[byte & 15];
	}
	*end = '\0';
	return text;
}

bool direct_show(struct direct *direct, const char *kind)
{
	const char *before = getenv("TERMINFO");
	struct compiled compiled;

	if (!compile(&compiled, kind))
		return false;
	direct->terminfo = before ? mem_text(before) : NULL;
	char *text = in_hex(&compiled);
	bool is_shown = setenv("TERMINFO", text, 1) == 0;
	free(text);
	if (!is_shown)
		free(direct->terminfo);
	return is_shown;
}

void direct_hide(struct direct *direct)
{
	if (direct->terminfo)
		setenv("TERMINFO", direct->terminfo, 1);
	else
		unsetenv("TERMINFO");
	free(direct->terminfo);
	direct->terminfo = NULL;
}
