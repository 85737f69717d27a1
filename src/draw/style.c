/*
 * style.c - themes.
 *
 * A role has a hue and attributes; a theme gives each hue its colour at each depth.
 * True colours and the 256 were chosen by computation, for normal sight and for the three kinds
 * of colour-blindness; tests/unit/style.c computes it again: between states that stand side by
 * side (full, partly, empty; used, free, virgin) the CIEDE2000 distance is at least 22, and the
 * contrast with the grounds that a theme is for is at least 4.5 where there are words, 3 where
 * there are marks (in "any", which is for all grounds, 3).  Pointers and findings come with
 * words and glyphs; their hues only help.
 *
 * True colours keep the hues of the 256 and use what lies between the cube's six levels: greys
 * with a tint away from the blue, an orange and a gold, a blue and a magenta that stay two
 * for eyes that see no red.  That brings the least distance from 28 to 30 on dark ground, from 24
 * to 28 on light; between what will be freed and what will not from 27 to 33, from 39 to 43.
 *
 * The background is always the terminal's own.
 */
#include "draw/style.h"

#include <stddef.h>
#include <string.h>

enum hue {
	HUE_OWN,     /* the terminal's foreground */
	HUE_FULL,    /* vermillion, orange */
	HUE_PART,    /* blue */
	HUE_FREE,    /* gold */
	HUE_GREY,    /* empty, virgin, frames */
	HUE_FAINT,   /* words of less importance: a grey that can be read */
	HUE_POINTER, /* magenta */
	HUE_ALARM,   /* red */
	HUE_LATER,   /* green: what will be free */
	HUE_NEVER,   /* violet: what will not */
	HUE_COUNT
};

struct theme {
	const char *name;
	struct ground ground;
	/* -1: the ground's own, or the terminal's */
	int32_t in_true[HUE_COUNT]; /* 0xrrggbb; 0x100 at least (term/direct.c) */
	int16_t in_256[HUE_COUNT];
	int16_t in_16[HUE_COUNT];
	int16_t in_8[HUE_COUNT];
};

/* Of the first sixteen nobody knows how they look: users choose them together with the ground.
 * Grey is the dim attribute, because the colour that is called so is invisible on some grounds
 * (Solarized's). */
/* clang-format off */
static const struct theme themes[] = {
	/*         own full      part      free      grey      faint     pointer   alarm     later     never */
	{"any",   {0xd4d4d0, 0x15171a},
	          {-1, 0xbf5720, 0x2d8dfb, 0xb98200, 0x75747a, 0x7c7b80, 0xc044ae, 0xe03a58, 0x659700, 0xbe50ff},
	          {-1, 166,      32,       136,      243,      244,      163,      196,      64,       135},
	          {-1, 3,        6,        3,        -1,       -1,       5,        1,        2,        5},
	          {-1, 3,        6,        3,        -1,       -1,       5,        1,        2,        5}},
	{"dark",  {0xd4d4d0, 0x15171a},
	          {-1, 0xf0a91a, 0x34bdff, 0xfdf6a6, 0x76776f, 0xa3a59f, 0xd08ac0, 0xf56b5c, 0x66c866, 0x9f6cf0},
	          {-1, 214,      75,       228,      243,      246,      213,      203,      71,       141},
	          {-1, 11,       14,       11,       -1,       -1,       13,       9,        10,       13},
	          {-1, 3,        6,        3,        -1,       -1,       5,        1,        2,        5}},
	{"light", {0x24262a, 0xfdfdfb},
	          {-1, 0xd95f1f, 0x0f4aa6, 0x5c4600, 0x8f8c96, 0x6f6e6c, 0x962c6c, 0xbb1238, 0x1c9614, 0x5e00a0},
	          {-1, 130,      25,       94,       245,      242,      127,      124,      28,       92},
	          {-1, 1,        4,        5,        -1,       -1,       5,        1,        4,        5},
	          {-1, 1,        4,        5,        -1,       -1,       5,        1,        4,        5}},
};

struct role_look {
	uint8_t hue;
	uint8_t in_256; /* and in true colour; ATTR_ at each depth */
	uint8_t in_16; /* and 8 */
	uint8_t in_mono;
};

#define B ATTR_BOLD
#define D ATTR_DIM

/* No role is underlined or reversed: flags are. */
static const struct role_look looks[ROLE_COUNT] = {
	/*                    hue          256    16     mono */
	[ROLE_TEXT] =         {HUE_OWN,     0,     0,     0},
	[ROLE_DIM] =          {HUE_FAINT,   0,     D,     D},
	[ROLE_STRONG] =       {HUE_OWN,     B,     B,     B},
	[ROLE_TITLE] =        {HUE_OWN,     B,     B,     B},
	[ROLE_BORDER] =       {HUE_GREY,    0,     D,     D},
	[ROLE_BORDER_FOCUS] = {HUE_OWN,     B,     B,     B},
	[ROLE_BLOCK_USED] =   {HUE_PART,    B,     B,     B},
	[ROLE_BLOCK_FREE] =   {HUE_FREE,    0,     0,     0},
	[ROLE_BLOCK_VIRGIN] = {HUE_GREY,    0,     D,     D},
	[ROLE_BLOCK_LOST] =   {HUE_ALARM,   B,     B,     B},
	[ROLE_POOL_HEADER] =  {HUE_OWN,     0,     0,     0},
	[ROLE_TAIL] =         {HUE_GREY,    0,     D,     D},
	[ROLE_PADDING] =      {HUE_GREY,    0,     D,     D},
	[ROLE_FUTURE_SOON] =  {HUE_LATER,   0,     0,     0},
	[ROLE_FUTURE_LATER] = {HUE_LATER,   0,     0,     0},
	[ROLE_FUTURE_NEVER] = {HUE_NEVER,   B,     B,     B},
	[ROLE_POOL_FULL] =    {HUE_FULL,    0,     B,     B},
	[ROLE_POOL_USED] =    {HUE_PART,    0,     0,     0},
	[ROLE_POOL_EMPTY] =   {HUE_GREY,    0,     0,     D},
	[ROLE_POOL_VIRGIN] =  {HUE_GREY,    0,     D,     D},
	[ROLE_ARENA_GONE] =   {HUE_GREY,    0,     D,     D},
	[ROLE_POINTER] =      {HUE_POINTER, B,     B,     B},
	[ROLE_LINK] =         {HUE_OWN,     0,     0,     0},
	[ROLE_STEP_DONE] =    {HUE_FAINT,   0,     D,     D},
	[ROLE_STEP_NOW] =     {HUE_OWN,     B,     B,     B},
	[ROLE_STEP_NEXT] =    {HUE_OWN,     0,     0,     0},
	[ROLE_NARRATION] =    {HUE_OWN,     0,     0,     0},
	[ROLE_QUESTION] =     {HUE_PART,    B,     B,     B},
	[ROLE_FINDING] =      {HUE_ALARM,   B,     B,     B},
	[ROLE_TIMELINE] =     {HUE_GREY,    0,     D,     D},
	[ROLE_MARK] =         {HUE_FREE,    B,     B,     B},
	[ROLE_KEY] =          {HUE_OWN,     B,     B,     B},
};
/* clang-format on */

static const char letters[ROLE_COUNT] = {
#define ROLE(id, letter, what) [ROLE_##id] = letter,
#include "draw/roles.def"
#undef ROLE
};

struct ground theme_ground(const struct theme *theme)
{
	return theme->ground;
}

uint32_t style_rgb(int32_t colour)
{
	static const uint32_t usual[16] = {
		0x1c1e22, 0xcd4a4a, 0x5fa04e, 0xc19c2e, 0x4f81d6, 0xb061b8, 0x3fa3a8, 0xc8c8c4,
		0x6b6e73, 0xf0706a, 0x8ac87a, 0xe8c95a, 0x7fabf5, 0xd68ee0, 0x6fd0d4, 0xf4f4f0};
	static const uint32_t levels[] = {0, 95, 135, 175, 215, 255}; /* of xterm's cube */

	if (colour >= STYLE_VALUE)
		return (uint32_t)colour & (STYLE_VALUE - 1);
	if (colour < 16)
		return usual[colour & 15];
	if (colour >= 232) {
		uint32_t grey = 8 + ((uint32_t)colour - 232) * 10;

		return grey << 16 | grey << 8 | grey;
	}
	colour -= 16;
	return levels[colour / 36] << 16 | levels[colour / 6 % 6] << 8 | levels[colour % 6];
}

static const char *const depth_names[] = {
	[DEPTH_MONO] = "none", [DEPTH_8] = "8", [DEPTH_16] = "16", [DEPTH_256] = "256",
	[DEPTH_TRUE] = "true",
};

#define DEPTHS (sizeof depth_names / sizeof *depth_names)

const char *depth_name(size_t index)
{
	return index < DEPTHS ? depth_names[DEPTHS - 1 - index] : NULL;
}

bool depth_find(const char *name, enum colour_depth *depth)
{
	for (size_t i = 0; i < DEPTHS; i++) {
		*depth = (enum colour_depth)i;
		if (strcmp(depth_names[i], name) == 0)
			return true;
	}
	return false;
}

const struct theme *theme_at(unsigned index)
{
	return index < sizeof themes / sizeof *themes ? &themes[index] : NULL;
}

const struct theme *theme_find(const char *name)
{
	const struct theme *theme;
	for (unsigned i = 0; (theme = theme_at(i)) != NULL; i++)
		if (strcmp(theme->name, name) == 0)
			break;
	return theme;
}

const char *theme_name(const struct theme *theme)
{
	return theme->name;
}

const struct theme *theme_after(const struct theme *theme)
{
	bool is_last = theme == &themes[sizeof themes / sizeof *themes - 1];

	return is_last ? &themes[0] : theme + 1;
}

/* "15;0", "15;default;0": the last number is the background's.  Black and white say enough;
 * of other colours it is not known how bright they are. */
const struct theme *theme_for_ground(const char *colorfgbg)
{
	const char *last = colorfgbg ? strrchr(colorfgbg, ';') : NULL;

	if (last && (strcmp(last, ";0") == 0 || strcmp(last, ";8") == 0))
		return theme_find("dark");
	if (last && (strcmp(last, ";7") == 0 || strcmp(last, ";15") == 0))
		return theme_find("light");
	return theme_find("any");
}

/* What flags add to a shape, whose ink is what it says: changed is bold, selected underlined, and so is
 * what has changed where there is no colour to tell it.  Nothing of this is seen of a full cell: views
 * put signs beside it. */
static unsigned on_shape(unsigned attributes, unsigned flags, bool has_colour)
{
	if (flags & CELL_SELECTED || (flags & CELL_CHANGED && !has_colour))
		attributes |= ATTR_UNDERLINE;
	if (flags & CELL_CHANGED)
		attributes |= ATTR_BOLD;
	return attributes;
}

/* To a character.  Changed is reversed and bold at every depth, selected reversed
 * and not bold, both together underlined too: neither hides the other. */
static unsigned on_text(unsigned attributes, unsigned flags)
{
	if (flags & (CELL_CHANGED | CELL_SELECTED)) /* dim and reversed it would be another state */
		attributes &= ~(unsigned)ATTR_DIM;
	if (flags & CELL_SELECTED)
		attributes = (attributes & ~(unsigned)ATTR_BOLD) | ATTR_REVERSE;
	if (flags & CELL_CHANGED)
		attributes |= ATTR_REVERSE | ATTR_BOLD;
	if ((flags & CELL_CHANGED) && (flags & CELL_SELECTED))
		attributes |= ATTR_UNDERLINE;
	return attributes;
}

static unsigned with_flags(unsigned attributes, unsigned flags, bool has_colour)
{
	attributes = flags & CELL_SHAPE ? on_shape(attributes, flags, has_colour)
					: on_text(attributes, flags);
	if (flags & CELL_STRONG)
		attributes |= ATTR_BOLD;
	/* Terminals disagree on what bold and dim together are. */
	if (attributes & ATTR_BOLD)
		attributes &= ~(unsigned)ATTR_DIM;
	return attributes;
}

/* What has changed has the colour of change, whatever it is.  Words of little importance, reversed,
 * would be grey boxes among white ones. */
static uint8_t hue_with(uint8_t hue, unsigned flags)
{
	bool is_reversed = flags & CELL_SELECTED && !(flags & CELL_SHAPE);

	if (flags & CELL_CHANGED)
		return HUE_POINTER;
	return is_reversed && (hue == HUE_GREY || hue == HUE_FAINT) ? HUE_OWN : hue;
}

struct style theme_style(const struct theme *theme, enum colour_depth depth, enum role role,
			 unsigned flags)
{
	const struct role_look *look = &looks[role];
	struct style style = {.foreground = -1, .background = -1};
	unsigned attributes = look->in_mono;
	uint8_t hue = hue_with(look->hue, flags);

	if (depth == DEPTH_TRUE) {
		int32_t value = theme->in_true[hue];
		style.foreground = value < 0 ? value : STYLE_VALUE | value;
		attributes = look->in_256;
	} else if (depth == DEPTH_256) {
		style.foreground = theme->in_256[hue];
		attributes = look->in_256;
	} else if (depth != DEPTH_MONO) {
		style.foreground = (depth == DEPTH_16 ? theme->in_16 : theme->in_8)[hue];
		attributes = look->in_16;
	}
	style.attributes = (uint16_t)with_flags(attributes, flags, depth != DEPTH_MONO);
	return style;
}

char role_letter(enum role role)
{
	return letters[role];
}
