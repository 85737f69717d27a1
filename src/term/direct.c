/*
 * direct.c - true colour: terminals that take colours by their values.
 *
 * Curses sends a colour's value only if the description it has read counts 2^24 colours.  Such
 * descriptions (xterm-direct and its kin) come in a package that a usual system lacks (Debian:
 * ncurses-term), and no terminal puts their names into TERM: it calls itself xterm-256color, and
 * says COLORTERM=truecolor beside.  So the description is made here: what the database says of
 * the terminal, asked through tigetflag() and its sisters, with other colours, in the compiled form
 * (term(5)).  It stands in the environment's TERMINFO, as "hex:...", only while newterm() reads
 * it.  A curses that does not know that form, or does not trust the environment, goes on to the
 * database, and there are the 256 colours.
 *
 * libunibilium, which compiles descriptions, was tried: on Debian 12 it does all of this in 110 lines
 * less, but on Debian 13, with xterm-direct as tic writes it there and true colour asked for,
 * curses 6.5 went on with that description's own colours (the terminal's tests tell).
 *
 * Two other ways were weighed.  xterm-direct, where it is there, need not agree with TERM about
 * keys and mouse, and separates by colons (38:2::r:g:b), which some terminals, and most players of
 * recordings, misread; all that know true colour understand 38;2;r;g;b.  A painter that writes
 * the sequences itself would have to do all of curses' updating, or fight with it.
 *
 * Includes curses' <term.h>, as capability.c does: project headers come first.
 */
#include "term/direct.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"

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

/* -- the compiled form --------------------------------------------------------------------- */

#define MAGIC 01036 /* numbers of four bytes */

struct terminfo_bytes {
	unsigned char *items;
	size_t count, capacity;
};

static void put_number(struct terminfo_bytes *out, int32_t value, int size)
{
	for (int i = 0; i < size; i++)
		array_push(out, (unsigned char)((uint32_t)value >> 8 * i & 0xff));
}

static void put_short(struct terminfo_bytes *out, size_t value)
{
	put_number(out, (int32_t)value, 2);
}

static void put_all(struct terminfo_bytes *out, const struct terminfo_bytes *bytes)
{
	for (size_t i = 0; i < bytes->count; i++)
		array_push(out, bytes->items[i]);
}

static void put_text(struct terminfo_bytes *out, const char *text)
{
	do
		array_push(out, (unsigned char)*text);
	while (*text++);
}

static void make_even(struct terminfo_bytes *out)
{
	if (out->count % 2)
		array_push(out, 0);
}

/* Texts stand one behind the other; in front of them are the places where they begin. */
struct texts {
	struct terminfo_bytes places, texts;
};

/* NULL = the terminal has none such. */
static void add_text(struct texts *texts, const char *text)
{
	put_number(&texts->places, text ? (int32_t)texts->texts.count : -1, 2);
	if (text)
		put_text(&texts->texts, text);
}

static void free_texts(struct texts *texts)
{
	free(texts->places.items);
	free(texts->texts.items);
}

static bool flag_of(const char *name)
{
	return strcmp(name, "RGB") == 0 || tigetflag(name) == 1;
}

static int32_t number_of(const char *name)
{
	if (strcmp(name, "colors") == 0)
		return TRUE_COLOURS;
	if (strcmp(name, "pairs") == 0)
		return PAIRS;
	int value = tigetnum(name);
	return value >= 0 ? value : -1;
}

static const char *text_of(const char *name)
{
	if (strcmp(name, "setaf") == 0)
		return BY_VALUE("3", "38");
	if (strcmp(name, "setab") == 0)
		return BY_VALUE("4", "48");
	const char *value = tigetstr(name);
	return value == (const char *)-1 ? NULL : value;
}

static size_t count_of(const char *const names[])
{
	size_t count = 0;

	while (names[count])
		count++;
	return count;
}

static void put_flags(struct terminfo_bytes *out, const char *const names[])
{
	for (size_t i = 0; names[i]; i++)
		array_push(out, flag_of(names[i]));
	make_even(out);
}

/* What is in the standard's lists, in their order. */
static size_t put_standard(struct terminfo_bytes *out, const char *name)
{
	struct texts texts = {0};

	for (size_t i = 0; strnames[i]; i++)
		add_text(&texts, text_of(strnames[i]));
	put_short(out, MAGIC);
	put_short(out, strlen(name) + 1);
	put_short(out, count_of(boolnames));
	put_short(out, count_of(numnames));
	put_short(out, count_of(strnames));
	put_short(out, texts.texts.count);
	put_text(out, name);
	put_flags(out, boolnames);
	for (size_t i = 0; numnames[i]; i++)
		put_number(out, number_of(numnames[i]), 4);
	put_all(out, &texts.places);
	put_all(out, &texts.texts);
	make_even(out);
	size_t length = texts.texts.count;
	free_texts(&texts);
	return length;
}

/* What is not in those lists, and curses asks for: how colours are counted, what default colours
 * are, how the mouse reports.  These come with their names. */
static void put_more(struct terminfo_bytes *out)
{
	static const char *const flags[] = {"AX", "RGB", "XT", NULL};
	static const char mouse[] = "XM";
	const char *report = text_of(mouse);
	struct texts values = {0}, names = {0};
	size_t flag_count = count_of(flags), text_count = report != NULL;

	for (size_t i = 0; i < flag_count; i++)
		add_text(&names, flags[i]);
	if (report) {
		add_text(&values, report);
		add_text(&names, mouse);
	}
	put_short(out, flag_count);
	put_short(out, 0); /* numbers */
	put_short(out, text_count);
	put_short(out, text_count + flag_count + text_count); /* of the table: values, names */
	put_short(out, values.texts.count + names.texts.count);
	put_flags(out, flags);
	put_all(out, &values.places);
	put_all(out, &names.places);
	put_all(out, &values.texts);
	put_all(out, &names.texts);
	free_texts(&values);
	free_texts(&names);
}

/* Texts are found by numbers of two bytes. */
static bool describe(struct terminfo_bytes *out, const char *name)
{
	bool fits = put_standard(out, name) <= INT16_MAX;

	put_more(out);
	return fits;
}

/* -- where curses looks -------------------------------------------------------------------- */

static char *in_hex(const struct terminfo_bytes *bytes)
{
	static const char prefix[] = "hex:", digits[] = "0123456789ABCDEF";
	char *text = mem_alloc(sizeof prefix + 2 * bytes->count), *end = text;

	end = stpcpy(end, prefix);
	for (size_t i = 0; i < bytes->count; i++) {
		*end++ = digits[bytes->items[i] >> 4];
		*end++ = digits[bytes->items[i] & 15];
	}
	*end = '\0';
	return text;
}

static bool set_terminfo(const struct terminfo_bytes *description)
{
	char *text = in_hex(description);
	bool is_set = setenv("TERMINFO", text, 1) == 0;

	free(text);
	return is_set;
}

bool direct_show(struct direct *direct, const char *kind, int fd)
{
	const char *before = getenv("TERMINFO");
	struct terminfo_bytes description = {0};
	int status;

	direct->terminfo = before ? mem_text(before) : NULL;
	if (setupterm(kind, fd, &status) != OK) {
		free(direct->terminfo);
		return false;
	}
	bool is_shown = tigetnum("colors") >= 8 && describe(&description, kind) &&
			set_terminfo(&description);
	del_curterm(cur_term);
	free(description.items);
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
