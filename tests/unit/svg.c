/*
 * svg.c - canvases as SVG: read back, every cell is what it was.
 */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw/sink_film.h"
#include "draw/sink_svg.h"
#include "must.h"
#include "picture.h"
#include "svg_read.h"

#define FRAMES 30
#define LENGTH_MS 90000

struct text {
	char *bytes;
	size_t length;
};

/* -- what is to be seen ------------------------------------------------------------------------ */

static uint32_t glyph_of(const struct svg_options *options, const struct canvas *canvas, int x, int y)
{
	const struct cell *cell = canvas_cell(canvas, x, y);

	if (cell->width > 0)
		return options->ascii ? canvas_ascii_at(canvas_cell(canvas, 0, y), canvas->width, x)
				      : cell->code_point;
	cell = canvas_cell(canvas, x - 1, y);
	if (!options->ascii)
		return cell->code_point | SVG_RIGHT_HALF;
	return canvas_ascii(cell->code_point) == '?' ? '?' : ' ';
}

/* Whether a block element inks this eighth of its cell; Unicode's names, one by one. */
static bool is_inked(uint32_t glyph, int x, int y)
{
	bool left = x < 4, upper = y < 4;

	switch (glyph) {
	case 0x2580: return upper;
	case 0x2590: return !left;
	case 0x2591: case 0x2592: case 0x2593: return true;
	case 0x2594: return y == 0;
	case 0x2595: return x == 7;
	case 0x2596: return left && !upper;
	case 0x2597: return !left && !upper;
	case 0x2598: return left && upper;
	case 0x2599: return left || !upper;
	case 0x259a: return left == upper;
	case 0x259b: return left || upper;
	case 0x259c: return !left || upper;
	case 0x259d: return !left && upper;
	case 0x259e: return left != upper;
	case 0x259f: return !left || !upper;
	default: break;
	}
	if (glyph >= 0x2581 && glyph <= 0x2588)
		return 8 - y <= (int)(glyph - 0x2580);
	return x < (int)(0x2590 - glyph); /* U+2589 to U+258f */
}

static int opacity_of(uint32_t glyph)
{
	return glyph >= 0x2591 && glyph <= 0x2593 ? 25 * (int)(glyph - 0x2590) : 100;
}

static bool is_block(uint32_t glyph)
{
	return glyph >= 0x2580 && glyph <= 0x259f;
}

static uint32_t rgb_or(int32_t colour, uint32_t otherwise)
{
	return colour < 0 ? otherwise : style_rgb(colour);
}

static void check_shape(const struct svg_cell *seen, uint32_t glyph, uint32_t ink, const char *where)
{
	for (int y = 0; y < 8; y++)
		for (int x = 0; x < 8; x++) {
			bool inked = is_block(glyph) && is_inked(glyph, x, y);

			must((seen->inked[y] >> x & 1) == inked, "%s: U+%04X: eighth %d,%d", where,
			     glyph, x, y);
		}
	must(!is_block(glyph) || (seen->ink == ink && seen->opacity == opacity_of(glyph)),
	     "%s: a bar of #%06x", where, seen->ink);
}

static void check_cell(const struct svg_options *options, const struct canvas *canvas, int x, int y,
		       const struct svg_cell *seen, const char *film)
{
	const struct cell *cell = canvas_cell(canvas, x, y);
	struct style style =
		theme_style(options->theme, options->depth, (enum role)cell->role, cell->flags);
	struct ground usual = theme_ground(options->theme);
	bool reverse = style.attributes & ATTR_REVERSE;
	bool has_ground = reverse || style.background >= 0;
	uint32_t front = rgb_or(style.foreground, usual.foreground);
	uint32_t back = rgb_or(style.background, usual.background);
	uint32_t ink = reverse ? back : front, ground = reverse ? front : back;
	uint32_t glyph = glyph_of(options, canvas, x, y);
	unsigned lines = options->ascii ? 0 : cell->lines;
	bool is_text = !lines && !is_block(glyph) && glyph != ' ' && glyph != 0;
	char where[120];

	snprintf(where, sizeof where, "%s: %d,%d", film, x, y);
	must(seen->has_ground == has_ground && (!has_ground || seen->ground == ground),
	     "%s: ground %d #%06x, not #%06x", where, seen->has_ground, seen->ground, ground);
	must(seen->lines == lines && (!lines || seen->lines_ink == ink), "%s: lines %x, not %x", where,
	     seen->lines, lines);
	check_shape(seen, lines ? ' ' : glyph, ink, where);
	must(seen->glyph == (is_text ? glyph : 0), "%s: U+%04X, not U+%04X", where, seen->glyph, glyph);
	must(!is_text || (seen->ink == ink && seen->bold == !!(style.attributes & ATTR_BOLD) &&
			  seen->dim == !!(style.attributes & ATTR_DIM)),
	     "%s: text of another style, #%06x", where, seen->ink);
	must(seen->underline == !!(style.attributes & ATTR_UNDERLINE) &&
		     (!seen->underline || seen->underline_ink == ink),
	     "%s: underlined %d", where, seen->underline);
}

static void check_screen(const struct svg_options *options, const struct text *text, double ms,
			 const struct canvas *canvas, const char *film)
{
	struct svg_screen screen;
	bool good = svg_read(&screen, text->bytes, text->length, ms);

	must(good, "%s: %s", film, screen.why);
	must(screen.width == canvas->width && screen.height == canvas->height, "%s: %dx%d", film,
	     screen.width, screen.height);
	must(screen.ground == theme_ground(options->theme).background, "%s: ground", film);
	for (int y = 0; y < screen.height; y++)
		for (int x = 0; x < screen.width; x++)
			check_cell(options, canvas, x, y, &screen.cells[y * screen.width + x], film);
	svg_free(&screen);
}

/* -- tests ------------------------------------------------------------------------------------- */

static struct svg_options options_of(uint64_t seed)
{
	static const enum colour_depth depths[] = {DEPTH_TRUE, DEPTH_256, DEPTH_16, DEPTH_MONO, DEPTH_8};

	return (struct svg_options){.theme = theme_at((unsigned)seed % 3),
				    .depth = depths[seed % 5],
				    .ascii = seed % 7 == 0,
				    .title = "t",
				    .description = seed & 1 ? "d" : NULL,
				    .language = "en"};
}

static struct text picture_of(const struct svg_options *options, const struct canvas *canvas)
{
	struct text text = {0};
	FILE *out = open_memstream(&text.bytes, &text.length);

	ck_assert(sink_svg(canvas, options, out));
	fclose(out);
	return text;
}

START_TEST(has_every_cell)
{
	for (uint64_t seed = 0; seed < 300; seed++) {
		struct chance chance = {seed};
		struct svg_options options = options_of(seed);
		struct canvas *canvas = canvas_new(1 + (int)chance_pick(&chance, 70),
						   1 + (int)chance_pick(&chance, 12));
		struct text text;
		char where[40];

		for (int i = 0; i < 6; i++)
			picture_change(&chance, canvas);
		snprintf(where, sizeof where, "seed %" PRIu64, seed);
		text = picture_of(&options, canvas);
		check_screen(&options, &text, -1, canvas, where);
		free(text.bytes);
		canvas_destroy(canvas);
	}
}
END_TEST

static struct canvas *copy_of(const struct canvas *canvas)
{
	struct canvas *copy = canvas_new(canvas->width, canvas->height);

	memcpy(copy->cells, canvas->cells,
	       (size_t)canvas->width * (size_t)canvas->height * sizeof *canvas->cells);
	return copy;
}

/* A film of chance pictures, some of which come again; then every one of them at its time. */
static void check_film(uint64_t seed)
{
	struct chance chance = {seed};
	struct svg_options options = options_of(seed);
	int width = 1 + (int)chance_pick(&chance, 70), height = 1 + (int)chance_pick(&chance, 8);
	struct sink_film *strip = sink_film_new(width, height, &options);
	struct canvas *canvas = canvas_new(width, height), *frames[FRAMES];
	struct text text = {0};
	FILE *out = open_memstream(&text.bytes, &text.length);
	uint64_t ms[FRAMES], now = 0;
	char where[60];

	for (int i = 0; i < FRAMES; i++) {
		picture_change(&chance, canvas);
		frames[i] = copy_of(i > 2 && chance_one_in(&chance, 4) ? frames[i - 2] : canvas);
		ms[i] = now;
		sink_film_frame(strip, now, frames[i]);
		now += 67 + chance_pick(&chance, 2500);
	}
	if (seed & 1)
		sink_film_poster(strip, frames[FRAMES / 2]);
	ck_assert(sink_film_end(strip, LENGTH_MS, out));
	fclose(out);
	for (int i = 0; i < FRAMES; i++) {
		double until = i + 1 < FRAMES ? (double)ms[i + 1] : LENGTH_MS;

		snprintf(where, sizeof where, "seed %" PRIu64 ", frame %d", seed, i);
		check_screen(&options, &text, (double)ms[i], frames[i], where);
		check_screen(&options, &text, until - 2, frames[i], where);
	}
	snprintf(where, sizeof where, "seed %" PRIu64 ", poster", seed);
	check_screen(&options, &text, -1, frames[seed & 1 ? FRAMES / 2 : FRAMES - 1], where);
	for (int i = 0; i < FRAMES; i++)
		canvas_destroy(frames[i]);
	canvas_destroy(canvas);
	free(text.bytes);
}

START_TEST(film_has_every_frame)
{
	for (uint64_t seed = 0; seed < 40; seed++)
		check_film(seed);
}
END_TEST

/* Texts that come from files, anywhere in the document. */
START_TEST(is_well_formed_whatever_it_says)
{
	struct svg_options options = options_of(1);
	struct canvas *canvas = canvas_new(40, 2);
	struct svg_screen screen;
	struct text text;

	options.title = "<script>&\"'\001\033]]>\xff\xef\xbf\xbf\xed\xa0\x80 题";
	options.description = "a\nb\t&amp;\x7f\xc2\x85\xe2\x80\xae";
	canvas_text(canvas, 0, 0, 40, ROLE_TEXT, "</text>&<>\"'\xef\xbf\xbe\xf4\x8f\xbf\xbf");
	text = picture_of(&options, canvas);
	ck_assert_msg(svg_read(&screen, text.bytes, text.length, -1), "%s", screen.why);
	ck_assert(strncmp(screen.title, "<script>&\"'", 11) == 0);
	ck_assert(strstr(screen.title, " 题"));
	ck_assert(strncmp(screen.description, "a\nb &amp;", 9) == 0);
	svg_free(&screen);
	check_screen(&options, &text, -1, canvas, "hostile");
	free(text.bytes);
	canvas_destroy(canvas);
}
END_TEST

START_TEST(tells_a_full_disk)
{
	struct svg_options options = options_of(1);
	struct canvas *canvas = canvas_new(40, 2);
	FILE *out = fopen("/dev/full", "w");

	ck_assert_ptr_nonnull(out);
	setvbuf(out, NULL, _IONBF, 0);
	ck_assert(!sink_svg(canvas, &options, out));
	fclose(out);
	canvas_destroy(canvas);
}
END_TEST

/* What the tests read with must not take everything. */
START_TEST(reader_is_strict)
{
#define ROOT                                                                                       \
	"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"40\" viewBox=\"0 0 40 40\">"
	static const char *const wrong[] = {
		"", ROOT, ROOT "</svg></svg>", ROOT "</svg>" ROOT "</svg>", ROOT "<g></svg></g>",
		ROOT "<title>a & b</title></svg>", ROOT "<title>a\001</title></svg>",
		ROOT "<g class=\"x\" class=\"y\"/></svg>", ROOT "<g class=x/></svg>",
		ROOT "<circle/></svg>", ROOT "words</svg>", ROOT "<text y=\"15\"><tspan x=\"0\" "
		"class=\"a\">x</tspan></text></svg>", ROOT "<path fill=\"#112233\" d=\"M3 0h10v20h-10z\"/></svg>",
		ROOT "<title>\xff</title></svg>", ROOT "<script>x</script></svg>",
	};
	struct svg_screen screen;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		ck_assert_msg(!svg_read(&screen, wrong[i], strlen(wrong[i]), -1), "%s", wrong[i]);
		svg_free(&screen);
	}
	ck_assert(svg_read(&screen, ROOT "</svg>\n", strlen(ROOT "</svg>\n"), -1));
	svg_free(&screen);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("svg");
	TCase *cells = tcase_create("cells"), *document = tcase_create("document");
	SRunner *runner;
	int failures;

	tcase_set_timeout(cells, 30);
	tcase_add_test(cells, has_every_cell);
	tcase_add_test(cells, film_has_every_frame);
	suite_add_tcase(suite, cells);
	tcase_add_test(document, is_well_formed_whatever_it_says);
	tcase_add_test(document, tells_a_full_disk);
	tcase_add_test(document, reader_is_strict);
	suite_add_tcase(suite, document);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failures = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
