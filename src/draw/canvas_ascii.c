/*
 * canvas_ascii.c - what to draw on a terminal, or in a file, that knows only ASCII.
 */
#include <stddef.h>
#include <uchar.h>

#include "draw/canvas.h"

/* Frames: what is only horizontal or only vertical, and all that joins. */
static uint32_t ascii_frame(uint32_t code_point)
{
	static const char32_t horizontal[] = U"─━┄┅┈┉╌╍═╴╶╸╺╼╾";
	static const char32_t vertical[] = U"│┃┆┇┊┋╎╏║╵╷╹╻╽╿";
	for (size_t i = 0; horizontal[i] != 0; i++)
		if (horizontal[i] == code_point)
			return '-';
	for (size_t i = 0; vertical[i] != 0; i++)
		if (vertical[i] == code_point)
			return '|';
	if (code_point == 0x2571 || code_point == 0x2572)
		return code_point == 0x2571 ? '/' : '\\';
	return '+';
}

/* Eighths of a block from below by how much ink there is: digits would be taken for the numbers
 * of free blocks.  From the left: half or more, or less. */
static uint32_t ascii_block(uint32_t code_point)
{
	if (code_point >= 0x2581 && code_point <= 0x2587) /* ▁ to ▇ */
		return (uint32_t)"_,-=+*%"[code_point - 0x2581];
	if (code_point >= 0x2589 && code_point <= 0x258f) /* ▉ to ▏ */
		return code_point <= 0x258c ? '=' : '-';
	if (code_point == 0x2591) /* ░ */
		return ':';
	if (code_point == 0x2592) /* ▒ */
		return '+';
	if (code_point == 0x2593) /* ▓ */
		return '&';
	return '#';
}

static uint32_t ascii_braille(uint32_t code_point)
{
	int dots = 0;
	for (uint32_t bits = code_point & 0xff; bits != 0; bits &= bits - 1)
		dots++;
	return dots == 0 ? ' ' : dots < 3 ? '.' : dots < 6 ? ':' : '#';
}

static uint32_t ascii_other(uint32_t code_point)
{
	static const struct {
		char ascii;
		const char32_t *from;
	} stand_ins[] = {
		{'.', U"·•∙⋅。"},
		{'o', U"○◦◯◌□▢▫⬜◻"},
		{'#', U"■▪◼⬛▣▩◾"},
		{'%', U"▤▥▦▧▨◐◑◒◓"},
		{'@', U"●⏺"}, /* where we are on a timeline, among marks */
		{'*', U"◆◇★☆◈◉◎✱✶❖"},
		{'^', U"▲△▴▵↑⇑⌃"},
		{'v', U"▼▽▾▿↓⇓⌄"},
		{'>', U"▶▷▸▹►→⇒⟶›»〉》↦⏵"},
		{'<', U"◀◁◂◃◄←⇐⟵‹«〈《⏴"},
		{'=', U"≡≈⏸⇄"},
		{'-', U"‐‑‒–—―−⋯"},
		{'~', U"…"},
		{'x', U"×✗✘✕✖"},
		{'+', U"✓✔∎"},
		{'"', U"“”„「」『』"},
		{'\'', U"‘’‚"},
		{',', U"、"},
		{'/', U"⁄∕÷"},
		{'|', U"¦∣‖"},
		{'!', U"⚠≠"},
		{' ', U" 　"},
		{'u', U"µ"},
	};
	for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++)
		for (const char32_t *from = stand_ins[i].from; *from != 0; from++)
			if (*from == code_point)
				return (uint32_t)stand_ins[i].ascii;
	return '?';
}

static bool is_blank(const struct cell *row, int width, int x)
{
	return x >= 0 && x < width && row[x].code_point == ' ' && row[x].width == 1;
}

/* An arrow that stands between blanks takes one of them, or both: "->".  [at] is 1 where the
 * arrow is left of the cell asked about, -1 where it is right of it. */
static char ascii_arrow(uint32_t code_point, int at)
{
	switch (code_point) {
	case 0x2192: return at < 0 ? '\0' : "->"[at];  /* → */
	case 0x2190: return at < 0 ? '\0' : "<-"[at];  /* ← */
	case 0x21c4: return "<->"[at + 1];            /* ⇄ */
	default: return '\0';
	}
}

uint32_t canvas_ascii_at(const struct cell *row, int width, int x)
{
	for (int at = -1; at <= 1; at++) {
		int arrow = x - at;
		char found;

		if (!is_blank(row, width, arrow - 1) || !is_blank(row, width, arrow + 1))
			continue;
		found = ascii_arrow(row[arrow].code_point, at);
		if (found)
			return (uint32_t)found;
	}
	return canvas_ascii(row[x].code_point);
}

uint32_t canvas_ascii(uint32_t code_point)
{
	if (code_point < 0x80)
		return code_point;
	if (code_point >= 0x2500 && code_point < 0x2580)
		return ascii_frame(code_point);
	if (code_point >= 0x2580 && code_point < 0x25a0)
		return ascii_block(code_point);
	if (code_point >= 0x2800 && code_point < 0x2900)
		return ascii_braille(code_point);
	if (code_point >= 0xff01 && code_point <= 0xff5e) /* fullwidth forms of ASCII */
		return code_point - 0xff01 + '!';
	return ascii_other(code_point);
}

/* Two narrow ones stand for a wide one. */
static struct cell spelled(const struct cell *row, int width, int x)
{
	struct cell cell = row[x];

	if (cell.width > 0)
		cell.code_point = canvas_ascii_at(row, width, x);
	else
		cell.code_point = x > 0 && canvas_ascii(row[x - 1].code_point) == '?' ? '?' : ' ';
	cell.width = 1;
	cell.lines = 0;
	return cell;
}

void canvas_spell(struct canvas *ascii, const struct canvas *canvas)
{
	canvas_reset(ascii, canvas->width, canvas->height);
	for (int y = 0; y < canvas->height; y++)
		for (int x = 0; x < canvas->width; x++)
			ascii->cells[y * ascii->width + x] =
				spelled(canvas_cell(canvas, 0, y), canvas->width, x);
}
