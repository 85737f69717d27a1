/*
 * style.c - themes: every role can be told from its neighbours at every depth.
 */
#include <check.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "draw/style.h"
#include "suite.h"

static bool is_same(struct style a, struct style b)
{
	return a.foreground == b.foreground && a.background == b.background &&
	       a.attributes == b.attributes;
}

START_TEST(finds_themes)
{
	ck_assert_ptr_eq(theme_find("any"), theme_at(0));
	ck_assert_ptr_nonnull(theme_find("dark"));
	ck_assert_ptr_nonnull(theme_find("light"));
	ck_assert_ptr_null(theme_find("neon"));
	ck_assert_ptr_null(theme_find(""));
	unsigned count = 0;
	for (const struct theme *theme; (theme = theme_at(count)) != NULL; count++)
		ck_assert_ptr_eq(theme_find(theme_name(theme)), theme);
	ck_assert_uint_eq(count, 3);
}
END_TEST

START_TEST(has_the_measured_palette)
{
	static const struct {
		const char *theme;
		int full, part, empty;
	} palettes[] = {{"any", 166, 32, 243}, {"dark", 214, 75, 243}, {"light", 130, 25, 245}};
	const struct theme *theme = theme_find(palettes[_i].theme);
	ck_assert_int_eq(theme_style(theme, DEPTH_256, ROLE_POOL_FULL, 0).foreground,
			 palettes[_i].full);
	ck_assert_int_eq(theme_style(theme, DEPTH_256, ROLE_POOL_USED, 0).foreground,
			 palettes[_i].part);
	ck_assert_int_eq(theme_style(theme, DEPTH_256, ROLE_POOL_EMPTY, 0).foreground,
			 palettes[_i].empty);
}
END_TEST

/* Called for every theme, depth and role. */
typedef void check_role(const struct theme *theme, enum colour_depth depth, enum role role);

static void for_all(check_role *check)
{
	const struct theme *theme;
	for (unsigned i = 0; (theme = theme_at(i)) != NULL; i++)
		for (int depth = DEPTH_MONO; depth <= DEPTH_TRUE; depth++)
			for (int role = 0; role < ROLE_COUNT; role++)
				check(theme, (enum colour_depth)depth, (enum role)role);
}

static void check_colours(const struct theme *theme, enum colour_depth depth, enum role role)
{
	struct style style = theme_style(theme, depth, role, 0);
	int colour = style.foreground;
	ck_assert_int_eq(style.background, -1);
	if (depth == DEPTH_MONO)
		ck_assert_int_eq(colour, -1);
	else if (depth == DEPTH_8 || depth == DEPTH_16)
		ck_assert(colour >= -1 && colour < (depth == DEPTH_8 ? 8 : 16));
	else if (depth == DEPTH_256) /* the first sixteen belong to the user */
		ck_assert(colour == -1 || (colour >= 16 && colour < 256));
	else /* and smaller values are a palette's indexes in some terminals */
		ck_assert(colour == -1 ||
			  (colour >= (STYLE_VALUE | 0x100) && colour < 2 * STYLE_VALUE));
	ck_assert(!(style.attributes & ATTR_REVERSE));
}

static void check_flags(const struct theme *theme, enum colour_depth depth, enum role role)
{
	struct style plain = theme_style(theme, depth, role, 0);
	struct style changed = theme_style(theme, depth, role, CELL_CHANGED);
	struct style selected = theme_style(theme, depth, role, CELL_SELECTED);
	struct style both = theme_style(theme, depth, role, CELL_CHANGED | CELL_SELECTED);
	struct style strong = theme_style(theme, depth, role, CELL_STRONG);

	ck_assert_int_eq(changed.attributes & (ATTR_REVERSE | ATTR_BOLD), ATTR_REVERSE | ATTR_BOLD);
	ck_assert(selected.attributes & ATTR_REVERSE);
	ck_assert(strong.attributes & ATTR_BOLD);
	ck_assert(!is_same(plain, changed) && !is_same(plain, selected));
	ck_assert(!is_same(changed, selected) && !is_same(changed, both));
	ck_assert(!is_same(selected, both));
	for (unsigned flags = 0; flags < 8; flags++) {
		struct style style = theme_style(theme, depth, role, flags);
		unsigned mixed = ATTR_BOLD | ATTR_DIM;
		ck_assert_int_ne(style.attributes & mixed, mixed);
	}
}

START_TEST(keeps_to_its_depth)
{
	for_all(check_colours);
}
END_TEST

START_TEST(shows_flags)
{
	for_all(check_flags);
}
END_TEST

/* States that stand side by side, at each depth. */
START_TEST(tells_states_apart)
{
	static const enum role states[][3] = {
		{ROLE_BLOCK_USED, ROLE_BLOCK_FREE, ROLE_BLOCK_VIRGIN},
		{ROLE_POOL_FULL, ROLE_POOL_USED, ROLE_POOL_EMPTY},
		{ROLE_STEP_DONE, ROLE_STEP_NOW, ROLE_STEP_NEXT},
	};
	for (unsigned i = 0; theme_at(i) != NULL; i++) {
		for (int depth = DEPTH_MONO; depth <= DEPTH_TRUE; depth++) {
			struct style styles[3];
			for (int state = 0; state < 3; state++)
				styles[state] = theme_style(theme_at(i), (enum colour_depth)depth,
							    states[_i][state], 0);
			ck_assert(!is_same(styles[0], styles[1]));
			ck_assert(!is_same(styles[0], styles[2]));
			ck_assert(!is_same(styles[1], styles[2]));
		}
	}
}
END_TEST

/* -- contrast ------------------------------------------------------------------------------ */

struct rgb {
	double r, g, b; /* 0 to 1, as monitors get them */
};

static struct rgb from_hex(uint32_t hex)
{
	return (struct rgb){(hex >> 16) / 255.0, (hex >> 8 & 255) / 255.0, (hex & 255) / 255.0};
}

/* xterm's colours, of the first sixteen of which users have others; or a value. */
static struct rgb colour_of(int index)
{
	static const uint32_t first[16] = {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd,
					   0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00,
					   0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};
	static const uint32_t levels[6] = {0, 95, 135, 175, 215, 255};
	uint32_t grey = 8 + (uint32_t)(index - 232) * 10;

	if (index >= STYLE_VALUE)
		return from_hex((uint32_t)index - STYLE_VALUE);
	if (index < 16)
		return from_hex(first[index]);
	if (index >= 232)
		return from_hex(grey << 16 | grey << 8 | grey);
	index -= 16;
	return from_hex(levels[index / 36] << 16 | levels[index / 6 % 6] << 8 | levels[index % 6]);
}

static double to_linear(double value)
{
	return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static struct rgb linear(struct rgb c)
{
	return (struct rgb){to_linear(c.r), to_linear(c.g), to_linear(c.b)};
}

static double luminance(struct rgb colour)
{
	struct rgb light = linear(colour);

	return 0.2126 * light.r + 0.7152 * light.g + 0.0722 * light.b;
}

/* The contrast ratio of WCAG 2: 1 to 21. */
static double contrast(struct rgb a, struct rgb b)
{
	double x = luminance(a), y = luminance(b);

	return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

START_TEST(knows_contrast)
{
	ck_assert_double_eq_tol(contrast(from_hex(0), from_hex(0xffffff)), 21, 1e-9);
	ck_assert_double_eq_tol(contrast(from_hex(0x767676), from_hex(0xffffff)), 4.54, 0.01);
	ck_assert_double_eq_tol(contrast(from_hex(0xff0000), from_hex(0xffffff)), 4.00, 0.01);
}
END_TEST

/* What is never read, only seen: frames, and cells that are alike by the dozen. */
static bool is_mark(enum role role)
{
	switch ((int)role) {
	case ROLE_BORDER: case ROLE_BORDER_FOCUS: case ROLE_TIMELINE: case ROLE_TAIL:
	case ROLE_BLOCK_VIRGIN: case ROLE_PADDING: case ROLE_POOL_FULL: case ROLE_POOL_EMPTY:
	case ROLE_POOL_VIRGIN: case ROLE_ARENA_GONE: case ROLE_FUTURE_NEVER: return true;
	default: return false;
	}
}

static const uint32_t dark_grounds[] = {0x101010, 0x000000, 0x282c34, 0x002b36};
static const uint32_t light_grounds[] = {0xffffff, 0xfdf6e3};
#define COUNT(array) (sizeof(array) / sizeof *(array))

static void check_contrast(const char *name, enum colour_depth depth, uint32_t ground, double text,
			   double mark)
{
	const struct theme *theme = theme_find(name);

	for (int role = 0; role < ROLE_COUNT; role++) {
		struct style style = theme_style(theme, depth, (enum role)role, 0);
		double least = is_mark((enum role)role) ? mark : text, ratio;

		if (style.foreground < 0)
			continue; /* the terminal's own: readable, or nothing is */
		ratio = contrast(colour_of(style.foreground), from_hex(ground));
		ck_assert_msg(ratio >= least,
			      "theme %s: role '%c' (colour %x) has a contrast of %.2f on #%06x",
			      name, role_letter((enum role)role), (unsigned)style.foreground, ratio,
			      ground);
		/* Dim is darker still: how much, nobody knows. */
		ck_assert(depth < DEPTH_256 || !(style.attributes & ATTR_DIM));
	}
}

START_TEST(can_be_read)
{
	for (enum colour_depth depth = DEPTH_256; depth <= DEPTH_TRUE; depth++) {
		for (size_t i = 0; i < COUNT(dark_grounds); i++) {
			check_contrast("dark", depth, dark_grounds[i], 4.5, 3);
			check_contrast("any", depth, dark_grounds[i], 3, 3);
		}
		for (size_t i = 0; i < COUNT(light_grounds); i++) {
			check_contrast("light", depth, light_grounds[i], 4.5, 3);
			check_contrast("any", depth, light_grounds[i], 3, 3);
		}
	}
	/* Who changes the ground with sixteen colours or eight changes these, too. */
	check_contrast("dark", DEPTH_16, 0x000000, 4.5, 3);
	check_contrast("dark", DEPTH_8, 0x000000, 3, 3);
	check_contrast("light", DEPTH_16, 0xffffff, 4.5, 3);
	check_contrast("light", DEPTH_8, 0xffffff, 4.5, 3);
}
END_TEST

/* -- colour-blindness ---------------------------------------------------------------------- */

/* What is seen without one of the three kinds of cones: matrices on linear light (Machado,
 * Oliveira, Fernandes 2009, severity 1). */
static const double sights[4][3][3] = {
	{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	{{0.152286, 1.052583, -0.204868},
	 {0.114503, 0.786281, 0.099216},
	 {-0.003882, -0.048116, 1.051998}}, /* protanopia */
	{{0.367322, 0.860646, -0.227968},
	 {0.280085, 0.672501, 0.047413},
	 {-0.011820, 0.042940, 0.968881}}, /* deuteranopia */
	{{1.255528, -0.076749, -0.178779},
	 {-0.078411, 0.930809, 0.147602},
	 {0.004733, 0.691367, 0.303900}}, /* tritanopia */
};

struct lab {
	double l, a, b;
};

static double clamp(double value)
{
	return value < 0 ? 0 : value > 1 ? 1 : value;
}

static double lab_curve(double t)
{
	return t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116;
}

static struct lab seen(struct rgb colour, const double sight[3][3])
{
	struct rgb c = linear(colour);
	double r = clamp(sight[0][0] * c.r + sight[0][1] * c.g + sight[0][2] * c.b);
	double g = clamp(sight[1][0] * c.r + sight[1][1] * c.g + sight[1][2] * c.b);
	double b = clamp(sight[2][0] * c.r + sight[2][1] * c.g + sight[2][2] * c.b);
	double x = lab_curve((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
	double y = lab_curve(0.2126 * r + 0.7152 * g + 0.0722 * b);
	double z = lab_curve((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);

	return (struct lab){116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

#define PI 3.14159265358979323846
#define DEGREES (PI / 180)

static double hue_of(double a, double b)
{
	double hue = a == 0 && b == 0 ? 0 : atan2(b, a);

	return hue < 0 ? hue + 2 * PI : hue;
}

/* CIEDE2000: 1 is just noticed by who looks closely, 10 by everybody. */
static double distance(struct lab p, struct lab q)
{
	double c7 = pow((hypot(p.a, p.b) + hypot(q.a, q.b)) / 2, 7);
	double grow = 1 + 0.5 * (1 - sqrt(c7 / (c7 + pow(25, 7))));
	double c1 = hypot(p.a * grow, p.b), c2 = hypot(q.a * grow, q.b);
	double h1 = hue_of(p.a * grow, p.b), h2 = hue_of(q.a * grow, q.b);
	double turn = c1 * c2 == 0 ? 0 : h2 - h1, mean = h1 + h2;

	if (turn > PI)
		turn -= 2 * PI;
	if (turn < -PI)
		turn += 2 * PI;
	if (c1 * c2 != 0)
		mean = fabs(h1 - h2) <= PI ? mean / 2 : (mean + 2 * PI) / 2;
	double lm = (p.l + q.l) / 2 - 50, cm = (c1 + c2) / 2;
	double t = 1 - 0.17 * cos(mean - 30 * DEGREES) + 0.24 * cos(2 * mean) +
		   0.32 * cos(3 * mean + 6 * DEGREES) - 0.2 * cos(4 * mean - 63 * DEGREES);
	double light = (q.l - p.l) / (1 + 0.015 * lm * lm / sqrt(20 + lm * lm));
	double chroma = (c2 - c1) / (1 + 0.045 * cm);
	double hue = 2 * sqrt(c1 * c2) * sin(turn / 2) / (1 + 0.015 * cm * t);
	double off = (mean / DEGREES - 275) / 25, cm7 = pow(cm, 7);
	double twist = -2 * sqrt(cm7 / (cm7 + pow(25, 7))) * sin(60 * DEGREES * exp(-off * off));

	return sqrt(light * light + chroma * chroma + hue * hue + twist * chroma * hue);
}

START_TEST(knows_distance)
{
	/* From the test data published with the formula (Sharma, Wu, Dalal 2005). */
	static const struct {
		struct lab p, q;
		double distance;
	} known[] = {
		{{50, 2.6772, -79.7751}, {50, 0, -82.7485}, 2.0425},
		{{50, 2.5, 0}, {73, 25, -18}, 27.1492},
		{{50, 2.5, 0}, {50, 0, -2.5}, 4.3065},
		{{2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}, 0.9082},
	};
	ck_assert_double_eq_tol(distance(known[_i].p, known[_i].q), known[_i].distance, 1e-4);
}
END_TEST

/* For the eyes that can tell them least. */
static double apart(const struct theme *theme, enum colour_depth depth, enum role a, enum role b)
{
	struct rgb first = colour_of(theme_style(theme, depth, a, 0).foreground);
	struct rgb second = colour_of(theme_style(theme, depth, b, 0).foreground);
	double least = 1000;

	for (int sight = 0; sight < 4; sight++)
		least = fmin(least,
			     distance(seen(first, sights[sight]), seen(second, sights[sight])));
	return least;
}

/* States whose cells stand side by side.  They have glyphs of their own, too; pointers, links and
 * findings have words, and a lost block has one that no other has. */
static const enum role groups[][3] = {
	{ROLE_POOL_FULL, ROLE_POOL_USED, ROLE_POOL_EMPTY},
	{ROLE_BLOCK_USED, ROLE_BLOCK_FREE, ROLE_BLOCK_VIRGIN},
	{ROLE_FUTURE_SOON, ROLE_FUTURE_LATER, ROLE_FUTURE_NEVER},
};
#define STATES 2 /* of these groups */
#define FUTURE 2

static double least_apart(const struct theme *theme, enum colour_depth depth, size_t group)
{
	const enum role *roles = groups[group];

	return fmin(apart(theme, depth, roles[0], roles[1]),
		    fmin(apart(theme, depth, roles[0], roles[2]),
			 apart(theme, depth, roles[1], roles[2])));
}

/* Of all themes, in their order. */
static const struct {
	double in_256, in_true;		      /* between states, at least */
	double future_in_256, future_in_true; /* between soon, later, never */
	double pointer_in_true;		      /* between a pointer and the blocks it points at */
} distances[] = {
	{22, 24.5, 1, 7, 12},
	{28, 30.5, 13, 16, 11},
	{22, 27.5, 3, 16, 10},
};

START_TEST(is_safe_for_all_eyes)
{
	const struct theme *theme = theme_at((unsigned)_i);

	for (size_t i = 0; i < STATES; i++) {
		ck_assert_double_ge(least_apart(theme, DEPTH_256, i), distances[_i].in_256);
		ck_assert_double_ge(least_apart(theme, DEPTH_TRUE, i), distances[_i].in_true);
	}
	ck_assert_double_ge(least_apart(theme, DEPTH_256, FUTURE), distances[_i].future_in_256);
	ck_assert_double_ge(least_apart(theme, DEPTH_TRUE, FUTURE), distances[_i].future_in_true);
	ck_assert_double_ge(apart(theme, DEPTH_TRUE, ROLE_POINTER, ROLE_BLOCK_USED),
			    distances[_i].pointer_in_true);
}
END_TEST

/* What true colour is for. */
START_TEST(is_safer_in_true_colour)
{
	const struct theme *theme = theme_at((unsigned)_i);
	double least[2] = {1000, 1000};

	for (size_t i = 0; i < STATES; i++) {
		least[0] = fmin(least[0], least_apart(theme, DEPTH_256, i));
		least[1] = fmin(least[1], least_apart(theme, DEPTH_TRUE, i));
	}
	ck_assert_double_ge(least[1], least[0] + 2);
	ck_assert_double_ge(least_apart(theme, DEPTH_TRUE, FUTURE),
			    least_apart(theme, DEPTH_256, FUTURE) + 2);
	ck_assert_double_ge(apart(theme, DEPTH_TRUE, ROLE_POINTER, ROLE_BLOCK_USED),
			    apart(theme, DEPTH_256, ROLE_POINTER, ROLE_BLOCK_USED) + 2);
}
END_TEST

/* Both levels look like one product: in the same theme a role has the same hue, or is grey. */
START_TEST(keeps_its_hues)
{
	const struct theme *theme = theme_at((unsigned)_i);

	for (int role = 0; role < ROLE_COUNT; role++) {
		struct style few = theme_style(theme, DEPTH_256, (enum role)role, 0);
		struct style many = theme_style(theme, DEPTH_TRUE, (enum role)role, 0);

		ck_assert_int_eq(few.attributes, many.attributes);
		ck_assert_int_eq(few.foreground < 0, many.foreground < 0);
		if (few.foreground < 0)
			continue;
		struct lab a = seen(colour_of(few.foreground), sights[0]);
		struct lab b = seen(colour_of(many.foreground), sights[0]);
		if (hypot(a.a, a.b) < 1) {
			ck_assert_double_le(hypot(b.a, b.b), 6);
			continue;
		}
		double turn = fabs(hue_of(a.a, a.b) - hue_of(b.a, b.b)) / DEGREES;
		ck_assert_msg(fmin(turn, 360 - turn) <= 22,
			      "theme %s: role '%c' is %.0f degrees off", theme_name(theme),
			      role_letter((enum role)role), turn);
	}
}
END_TEST

START_TEST(knows_depths_by_name)
{
	static const char *const names[] = {"none", "8", "16", "256", "true"};
	enum colour_depth depth;

	for (int i = 0; i < (int)COUNT(names); i++) {
		ck_assert(depth_find(names[i], &depth));
		ck_assert_int_eq(depth, DEPTH_MONO + i);
	}
	ck_assert(!depth_find("", &depth));
	ck_assert(!depth_find("truecolor", &depth));
	ck_assert(!depth_find("25", &depth));
}
END_TEST

START_TEST(follows_the_ground)
{
	static const struct {
		const char *colorfgbg, *theme;
	} grounds[] = {
		{NULL, "any"}, {"", "any"}, {"15;0", "dark"}, {"0;15", "light"}, {"7;8", "dark"},
		{"0;7", "light"}, {"0;default;15", "light"}, {"15;default", "any"}, {"0", "any"},
		{"15;4", "any"}, {"1;00", "any"}, {";", "any"},
	};
	for (size_t i = 0; i < COUNT(grounds); i++)
		ck_assert_str_eq(theme_name(theme_for_ground(grounds[i].colorfgbg)),
				 grounds[i].theme);
	ck_assert_ptr_eq(theme_after(theme_at(0)), theme_at(1));
	ck_assert_ptr_eq(theme_after(theme_at(2)), theme_at(0));
}
END_TEST

START_TEST(has_one_letter_a_role)
{
	char seen[ROLE_COUNT + 1] = "";
	for (int role = 0; role < ROLE_COUNT; role++) {
		char letter = role_letter((enum role)role);
		ck_assert_msg(letter >= ' ' && letter < 0x7f && letter != '*' && letter != '+',
			      "role %d has the letter '%c'", role, letter);
		ck_assert_ptr_null(strchr(seen, letter));
		seen[role] = letter;
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("style");
	TCase *tests = tcase_create("style");
	tcase_add_test(tests, finds_themes);
	tcase_add_loop_test(tests, has_the_measured_palette, 0, 3);
	tcase_add_test(tests, keeps_to_its_depth);
	tcase_add_test(tests, shows_flags);
	tcase_add_loop_test(tests, tells_states_apart, 0, 3);
	tcase_add_test(tests, knows_contrast);
	tcase_add_test(tests, can_be_read);
	tcase_add_loop_test(tests, knows_distance, 0, 4);
	tcase_add_loop_test(tests, is_safe_for_all_eyes, 0, 3);
	tcase_add_loop_test(tests, is_safer_in_true_colour, 0, 3);
	tcase_add_loop_test(tests, keeps_its_hues, 0, 3);
	tcase_add_test(tests, knows_depths_by_name);
	tcase_add_test(tests, follows_the_ground);
	tcase_add_test(tests, has_one_letter_a_role);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
