/*
 * picture.h - pictures made by chance, of everything that a canvas can hold.
 */
#ifndef SUPPORT_PICTURE_H
#define SUPPORT_PICTURE_H

#include "chance.h"
#include "draw/canvas.h"

static inline enum role picture_role(struct chance *chance)
{
	return (enum role)chance_pick(chance, ROLE_COUNT);
}

/* A rectangle that may stick out of the canvas. */
static inline struct rect picture_rect(struct chance *chance, const struct canvas *canvas)
{
	return (struct rect){(int)chance_pick(chance, (uint32_t)canvas->width) - 1,
			     (int)chance_pick(chance, (uint32_t)canvas->height) - 1,
			     1 + (int)chance_pick(chance, (uint32_t)canvas->width / 2 + 2),
			     1 + (int)chance_pick(chance, (uint32_t)canvas->height / 2 + 2)};
}

/* Bars, quarters, shades, signs, letters. */
static inline uint32_t picture_glyph(struct chance *chance)
{
	static const uint32_t signs[] = {0xb7,   0x25a0, 0x25cb, 0x25c6,
					 0x25b2, 0x2192, 0x2026, 0xe9};

	switch (chance_pick(chance, 4)) {
	case 0: return 0x2580 + chance_pick(chance, 32);
	case 1: return signs[chance_pick(chance, sizeof signs / sizeof *signs)];
	case 2: return ' ';
	default: return 0x21 + chance_pick(chance, 0x5e);
	}
}

static inline void picture_touch(struct chance *chance, struct canvas *canvas)
{
	static const char *const texts[] = {
		"free & used", "a<b>\"c\"'d'\\", "池里的块 is wide", "ü→é…", "x",
		"→ ← ⇄ a → b", "  two   three  ",
		"\033[31m\007hostile\xff\xfe", "空", "8 of 31 blocks of 512 B"};
	struct rect rect = picture_rect(chance, canvas);
	enum role role = picture_role(chance);

	switch (chance_pick(chance, 9)) {
	case 0: canvas_box(canvas, rect, role); break;
	case 1: canvas_fill(canvas, rect, role, picture_glyph(chance)); break;
	case 2: canvas_hline(canvas, rect.x, rect.y, rect.w, role); break;
	case 3: canvas_vline(canvas, rect.x, rect.y, rect.h, role); break;
	case 4: canvas_flag(canvas, rect, chance_pick(chance, 8)); break;
	case 5: canvas_put(canvas, rect.x, rect.y, role, picture_glyph(chance)); break;
	case 6:
		canvas_put(canvas, rect.x, rect.y, role, 0x4e00 + chance_pick(chance, 99));
		break;
	default:
		canvas_text(canvas, rect.x, rect.y, rect.w + 8, role,
			    texts[chance_pick(chance, sizeof texts / sizeof *texts)]);
	}
}

/* The next picture: now and then a blank one, mostly the last with something different. */
static inline void picture_change(struct chance *chance, struct canvas *canvas)
{
	uint32_t touches = chance_one_in(chance, 5) ? 60 : chance_pick(chance, 4);

	if (chance_one_in(chance, 12))
		canvas_reset(canvas, canvas->width, canvas->height);
	for (uint32_t i = 0; i < touches; i++)
		picture_touch(chance, canvas);
}

#endif
