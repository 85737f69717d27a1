/* lang.c - words in the language wanted, and nothing of it in the rest of the process. */
#include "base/lang.h"

#include <check.h>
#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

START_TEST(english_is_what_the_source_says)
{
	const char *text = "a word that no catalogue has";

	ck_assert_ptr_eq(lang_text(LANG_EN, text), text);
	ck_assert_ptr_eq(lang_text(LANG_ZH, text), text);
	ck_assert_str_eq(lang_text(LANG_EN, "full"), "full");
}
END_TEST

START_TEST(chinese_comes_from_the_catalogue)
{
	ck_assert_str_eq(lang_text(LANG_ZH, "full"), "已满");
	ck_assert_str_eq(lang_text(LANG_ZH, "size classes are 0 to %u"), "大小类从 0 到 %u");
	/* What a catalogue has for this is its own head. */
	ck_assert_str_eq(lang_text(LANG_ZH, ""), "");
}
END_TEST

START_TEST(context_tells_words_apart)
{
	ck_assert_str_eq(lang_text(LANG_EN, NC_("column", "full")), "full");
	ck_assert_str_eq(lang_text(LANG_ZH, NC_("column", "full")), "满");
	ck_assert_str_eq(lang_text(LANG_ZH, NC_("no such context", "full")), "full");
}
END_TEST

START_TEST(process_stays_as_it_was)
{
	char before[128];

	snprintf(before, sizeof before, "%s", strerror(ENOENT));
	ck_assert_str_eq(lang_text(LANG_ZH, "full"), "已满");
	ck_assert_str_eq(strerror(ENOENT), before);
	ck_assert_ptr_eq((void *)uselocale((locale_t)0), (void *)LC_GLOBAL_LOCALE);
	ck_assert_str_eq(setlocale(LC_MESSAGES, NULL), "C");
}
END_TEST

/* The catalogue calls them %<PRIu64>: what that is on this machine is settled when it is built. */
START_TEST(numbers_of_64_bits)
{
	ck_assert_str_eq(lang_text(LANG_ZH, "Pool %" PRIu64 ":%u: %s"), "池 %" PRIu64 ":%u：%s");
	ck_assert_str_eq(lang_text(LANG_ZH, " > pool %" PRIu64 ":%u"), " > 池 %" PRIu64 ":%u");
	ck_assert_str_eq(lang_text(LANG_ZH, "0x%" PRIx64 " at +%u"), "0x%" PRIx64 "，在 +%u");
}
END_TEST

/* A sorted table is searched: its ends, and what lies beyond them. */
START_TEST(first_and_last_of_the_catalogue)
{
	ck_assert_str_eq(lang_text(LANG_ZH, "\001"), "\001");
	ck_assert_str_eq(lang_text(LANG_ZH, "    and more\n"), "    等等\n");
	ck_assert_str_eq(lang_text(LANG_ZH, "✓ seen to its end"), "✓ 已看完");
	ck_assert_str_eq(lang_text(LANG_ZH, "\377"), "\377");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("lang");
	TCase *words = tcase_create("words");

	tcase_add_test(words, english_is_what_the_source_says);
	tcase_add_test(words, chinese_comes_from_the_catalogue);
	tcase_add_test(words, context_tells_words_apart);
	tcase_add_test(words, process_stays_as_it_was);
	tcase_add_test(words, numbers_of_64_bits);
	tcase_add_test(words, first_and_last_of_the_catalogue);
	suite_add_tcase(suite, words);
	return suite_run(suite);
}
