/* lang.c - words in the language wanted, and nothing of it in the rest of the process. */
#include "base/lang.h"

#include <check.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

START_TEST(english_is_what_the_source_says)
{
	const char *text = "a word that no catalogue has";

	ck_assert_ptr_eq(lang_text(false, text), text);
	ck_assert_ptr_eq(lang_text(true, text), text);
	ck_assert_str_eq(lang_text(false, "full"), "full");
}
END_TEST

START_TEST(chinese_comes_from_the_catalogue)
{
	ck_assert(lang_has_chinese());
	ck_assert_str_eq(lang_text(true, "full"), "已满");
	ck_assert_str_eq(lang_text(true, "size classes are 0 to %u"), "大小类从 0 到 %u");
	/* What gettext answers to this is the head of the catalogue. */
	ck_assert_str_eq(lang_text(true, ""), "");
}
END_TEST

START_TEST(context_tells_words_apart)
{
	ck_assert_str_eq(lang_text(false, NC_("column", "full")), "full");
	ck_assert_str_eq(lang_text(true, NC_("column", "full")), "满");
	ck_assert_str_eq(lang_text(true, NC_("no such context", "full")), "full");
}
END_TEST

START_TEST(process_stays_as_it_was)
{
	char before[128];

	snprintf(before, sizeof before, "%s", strerror(ENOENT));
	ck_assert_str_eq(lang_text(true, "full"), "已满");
	ck_assert_str_eq(strerror(ENOENT), before);
	ck_assert_ptr_eq((void *)uselocale((locale_t)0), (void *)LC_GLOBAL_LOCALE);
	ck_assert_str_eq(setlocale(LC_MESSAGES, NULL), "C");
}
END_TEST

/* Each test is a process of its own: the first look-up is in here. */
START_TEST(children_get_the_users_environment)
{
	setenv("LANGUAGE", "fr:de", 1);
	ck_assert_str_eq(lang_text(true, "full"), "已满");
	lang_leave_environment();
	ck_assert_str_eq(getenv("LANGUAGE"), "fr:de");
}
END_TEST

START_TEST(children_get_no_variable_that_was_not_there)
{
	unsetenv("LANGUAGE");
	ck_assert_str_eq(lang_text(true, "full"), "已满");
	lang_leave_environment();
	ck_assert_ptr_null(getenv("LANGUAGE"));
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
	tcase_add_test(words, children_get_the_users_environment);
	tcase_add_test(words, children_get_no_variable_that_was_not_there);
	suite_add_tcase(suite, words);
	return suite_run(suite);
}
