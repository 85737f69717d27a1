/*
 * settings.c - the user's keys and settings: read, told apart from mistakes, and written again.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/key.h"
#include "base/mem.h"
#include "suite.h"
#include "ui/settings.h"

static struct settings settings;
static char *said; /* diagnostics of the last reading */

static bool read_text(const char *text)
{
	struct source source = {0};
	struct diag_list diags = {0};
	size_t size;
	FILE *out;
	bool good;

	free(said);
	source_from_memory(&source, "config", text, strlen(text));
	good = settings_read(&settings, &source, &diags);
	out = open_memstream(&said, &size);
	diag_print(&diags, &source, out);
	fclose(out);
	for (size_t i = 0; i < diags.count; i++)
		ck_assert_msg(diags.items[i].hint != NULL, "no hint: %s", diags.items[i].message);
	diag_fini(&diags);
	source_fini(&source);
	return good;
}

/* -- keys ---------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	uint32_t key;
	const char *shown;
} known[] = {
	{"a", 'a', "a"},
	{"A", 'A', "A"},
	{"#", '#', "#"},
	{"=", '=', "="},
	{"é", 0xe9, "é"},
	{"键", 0x952e, "键"},
	{"→", KEY_CODE_RIGHT, "→"},
	{"right", KEY_CODE_RIGHT, "→"},
	{"shift-left", KEY_CODE_SHIFT_LEFT, "Shift-←"},
	{"SPACE", ' ', "Space"},
	{"PageUp", KEY_CODE_PAGE_UP, "PgUp"},
	{"Ctrl-a", 1, "Ctrl-A"},
	{"Ctrl-i", KEY_CODE_TAB, "Tab"},
	{"Ctrl-_", 31, "Ctrl-_"},
};

START_TEST(knows_keys)
{
	char text[16];
	struct str out = str_init(text, sizeof text);
	uint32_t key = 0;

	ck_assert(key_read(known[_i].name, strlen(known[_i].name), &key));
	ck_assert_uint_eq(key, known[_i].key);
	key_write(key, &out);
	ck_assert_str_eq(text, known[_i].shown);
	ck_assert(key_read(text, strlen(text), &key));
	ck_assert_uint_eq(key, known[_i].key);
}
END_TEST

START_TEST(knows_no_other_keys)
{
	static const char *const names[] = {"",       "ab",     "Ctrl-",    "Ctrl-1", "Ctrl-ab", "\t",
					    "\x7f", "\xff", "\xcc\x81", "F13",    "Meta-x",  "→→"};
	uint32_t key;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(!key_read(names[i], strlen(names[i]), &key), "'%s' is a key",
			      names[i]);
}
END_TEST

/* commands.def itself: what the help shows is what the keys do, and no key does two things. */
START_TEST(has_sound_defaults)
{
	struct keymap keymap;
	int without = 0;

	keymap_init(&keymap);
	ck_assert_int_eq(keymap.hint_count, 0);
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const char *name = command_info((enum command_id)id)->name;

		without += !keymap_has_keys((enum command_id)id);
		ck_assert_str_eq(keymap.of[id].text, command_info((enum command_id)id)->keys);
		for (uint32_t i = 0; i < keymap.of[id].count; i++)
			ck_assert_msg(keymap_find(&keymap, keymap.of[id].keys[i]) ==
					      (enum command_id)id,
				      "a key of '%s' is another command's, too", name);
	}
	ck_assert_int_eq(without, 3); /* answers, clicks, the wheel */
	ck_assert_int_eq(keymap_find(&keymap, KEY_CODE_RIGHT), COMMAND_FORWARD);
	ck_assert_int_eq(keymap_find(&keymap, 'q'), COMMAND_QUIT);
	ck_assert_int_eq(keymap_find(&keymap, 0x1a), COMMAND_SUSPEND);
	ck_assert_int_eq(keymap_find(&keymap, '1'), COMMAND_NONE);
}
END_TEST

/* -- reading --------------------------------------------------------------------------------- */

START_TEST(reads_settings)
{
	ck_assert(read_text(""));
	ck_assert_ptr_null(settings.theme);
	ck_assert(settings.speed == 1 && settings.language == LANGUAGE_UNSAID);
	ck_assert(settings.mouse == SETTING_UNSAID && settings.motion == SETTING_UNSAID);
	ck_assert_msg(read_text("\n  # all of them\r\ntheme=dark\n\tlang = zh \nspeed = 0.5\nmouse = off\n"
				"motion = off\nkey faster = + =\nkey quit = x Ctrl-X\n"),
		      "%s", said);
	ck_assert_ptr_eq(settings.theme, theme_find("dark"));
	ck_assert(settings.speed == 0.5 && settings.language == LANGUAGE_CHINESE);
	ck_assert(settings.mouse == SETTING_OFF && settings.motion == SETTING_OFF);
	ck_assert_int_eq(keymap_find(&settings.keymap, '='), COMMAND_FASTER);
	ck_assert_int_eq(keymap_find(&settings.keymap, 'x'), COMMAND_QUIT);
	ck_assert_int_eq(keymap_find(&settings.keymap, 'X' - '@'), COMMAND_QUIT);
	ck_assert_int_eq(keymap_find(&settings.keymap, 'q'), COMMAND_NONE);
	ck_assert(read_text("theme = auto\nlang = auto\nmouse = on\n"));
	ck_assert_ptr_null(settings.theme);
	ck_assert_int_eq(settings.mouse, SETTING_ON);
	/* Two commands may change keys with each other. */
	ck_assert_msg(read_text("key step = h\nkey back = l\n"), "%s", said);
	ck_assert_int_eq(keymap_find(&settings.keymap, 'l'), COMMAND_BACK);
}
END_TEST

static const struct {
	const char *text, *fault;
} faults[] = {
	{"theme = drak\n", "config:1:9: error: theme: 'drak' is not understood"},
	{"theme =\n", "config:1:8: error: 'theme' is left without a value"},
	{"lang = de\n", "config:1:8: error: lang: 'de' is not understood"},
	{"speed = 0\n", "config:1:9: error: speed: '0' is not understood"},
	{"speed = 1e9\n", "config:1:9: error: speed: '1e9' is not understood"},
	{"speed = nan\n", "config:1:9: error: speed: 'nan' is not understood"},
	{"speed = 2 3\n", "config:1:11: error: speed takes one value"},
	{"motion = yes\n", "config:1:10: error: motion: 'yes' is not understood"},
	{"\n mous = on\n", "config:2:2: error: no setting is called 'mous'"},
	{"theme dark\n", "config:1:7: error: a '=' is missing after 'theme'"},
	{"= 3\n", "config:1:1: error: the name of a setting is missing"},
	{"mouse = on\nmouse = on\n", "config:2:1: error: 'mouse' is set again"},
	{"key\n", "config:1:4: error: the name of a command is missing"},
	{"key stpe = x\n", "config:1:5: error: no command is called 'stpe'"},
	{"key step\n", "config:1:9: error: a '=' is missing after 'step'"},
	{"key step =\n", "config:1:11: error: 'step' is left without a key"},
	{"key step = 键 Spcae\n", "config:1:14: error: no key is called 'Spcae'"},
	{"key step = 3\n", "config:1:12: error: '3' cannot be given to a command: digits"},
	{"key step = Ctrl-C\n", "config:1:12: error: 'Ctrl-C' cannot be given to a command"},
	{"key step = Ctrl-Z\n", "config:1:12: error: 'Ctrl-Z' cannot be given to a command"},
	{"key step = a b x y z\n", "config:1:20: error: a command has at most 4 keys"},
	{"key step = x\nkey step = y\n", "config:2:5: error: the keys of 'step' are set again"},
	{"key click = x\n", "config:1:5: error: 'click' is Click, whatever the keys are"},
	{"play = x\n", "config:1:1: error: 'play' is a command, not a setting"},
	{"key step = n\n", "config:1:12: error: 'n' is a key of 'search-next', too"},
	{"key step = x\nkey back = y x\n", "config:2:14: error: 'x' is a key of 'step', too"},
	{"\x01\x02 = \xff\n", "config:1:1: error: no setting is called '?"},
};

START_TEST(tells_faults)
{
	ck_assert(!read_text(faults[_i].text));
	ck_assert_msg(strstr(said, faults[_i].fault) == said, "expected %s\ngot %s", faults[_i].fault,
		      said);
	ck_assert_ptr_nonnull(strstr(said, "^"));
	ck_assert_ptr_null(strstr(strstr(said, "error:") + 1, "error:"));
}
END_TEST

START_TEST(tells_several_faults)
{
	ck_assert(!read_text("theme = x\nkey q = z\nlang = en\nspeed = much\n"));
	ck_assert_ptr_nonnull(strstr(said, "config:1:9: error"));
	ck_assert_ptr_nonnull(strstr(said, "config:2:5: error"));
	ck_assert_ptr_nonnull(strstr(said, "config:4:9: error"));
}
END_TEST

START_TEST(writes_what_it_reads)
{
	static const char *const texts[] = {
		"", "theme = light\nlang = en\nspeed = 0.25\nmotion = off\nkey step = Ctrl-A é Shift-Up\n"};

	for (size_t i = 0; i < 2; i++) {
		char *first, *second;
		size_t size;
		FILE *out = open_memstream(&first, &size);

		ck_assert(read_text(texts[i]));
		settings_write(&settings, out);
		fclose(out);
		ck_assert_msg(read_text(first), "%s", said);
		out = open_memstream(&second, &size);
		settings_write(&settings, out);
		fclose(out);
		ck_assert_str_eq(first, second);
		free(first);
		free(second);
	}
}
END_TEST

/* Texts name the keys that are. */
START_TEST(names_keys_in_texts)
{
	char text[64];
	struct str out = str_init(text, sizeof text);

	ck_assert(read_text("key help = > h\nkey back = Left\n"));
	hint_add(settings.keymap.hints, settings.keymap.hint_count,
		 "<help:?> help <quit:q> q <back:>> < : >", &out);
	ck_assert_str_eq(text, "> help q q ← < : >");
}
END_TEST

/* Whatever is in the file: an answer, and no crash. */
START_TEST(survives_anything)
{
	static const char pieces[][12] = {"key ", "step", " = ", "=", "\n", "#", "x", "Ctrl-", "→",
					  "\xff", "\x01", "theme", "dark", " ", "quit", "q"};
	uint64_t state = 7;

	for (int run = 0; run < 5000; run++) {
		char text[200] = "";

		for (int i = 0; i < 14; i++) {
			state = state * 6364136223846793005u + 1442695040888963407u;
			strcat(text, pieces[state >> 60]);
		}
		ck_assert(read_text(text) == (said[0] == '\0'));
	}
}
END_TEST

/* As many lines as a file can have, each of them wrong: the time grows as the file does. */
START_TEST(many_faults_take_no_time)
{
	char *text = mem_alloc(SETTINGS_MAX_BYTES + 1);

	for (size_t i = 0; i < SETTINGS_MAX_BYTES; i++)
		text[i] = "=\n"[i % 2];
	text[SETTINGS_MAX_BYTES] = '\0';
	for (int i = 0; i < 20; i++) {
		ck_assert(!read_text(text));
		ck_assert_ptr_nonnull(strstr(said, " more not shown"));
	}
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("settings");
	TCase *tests = tcase_create("settings");

	tcase_add_loop_test(tests, knows_keys, 0, (int)(sizeof known / sizeof *known));
	tcase_add_test(tests, knows_no_other_keys);
	tcase_add_test(tests, has_sound_defaults);
	tcase_add_test(tests, reads_settings);
	tcase_add_loop_test(tests, tells_faults, 0, (int)(sizeof faults / sizeof *faults));
	tcase_add_test(tests, tells_several_faults);
	tcase_add_test(tests, writes_what_it_reads);
	tcase_add_test(tests, names_keys_in_texts);
	tcase_add_test(tests, survives_anything);
	tcase_add_test(tests, many_faults_take_no_time);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
