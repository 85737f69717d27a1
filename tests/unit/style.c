/*
 * style.c - themes: every role can be told from its neighbours at every depth.
 */
#include <check.h>
#include <stdbool.h>
#include <string.h>

#include "draw/style.h"

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
	} palettes[] = {{"any", 166, 32, 243}, {"dark", 214, 75, 243}, {"light", 130, 25, 246}};
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
		for (int depth = DEPTH_MONO; depth <= DEPTH_256; depth++)
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
	else if (depth == DEPTH_8)
		ck_assert(colour >= -1 && colour < 8);
	else /* the first sixteen belong to the user */
		ck_assert(colour == -1 || (colour >= 16 && colour < 256));
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
		for (int depth = DEPTH_MONO; depth <= DEPTH_256; depth++) {
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
	tcase_add_test(tests, has_one_letter_a_role);
	suite_add_tcase(suite, tests);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
