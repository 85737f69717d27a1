/* keys.c - names of keys; see keys.h. */
#include "app/keys.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "term/term.h"

/* The first name of a key is the one that is shown. */
static const struct {
	const char *name;
	uint32_t key;
} names[] = {
	{"→", TERM_KEY_RIGHT},
	{"Right", TERM_KEY_RIGHT},
	{"←", TERM_KEY_LEFT},
	{"Left", TERM_KEY_LEFT},
	{"↑", TERM_KEY_UP},
	{"Up", TERM_KEY_UP},
	{"↓", TERM_KEY_DOWN},
	{"Down", TERM_KEY_DOWN},
	{"Shift-→", TERM_KEY_SHIFT_RIGHT},
	{"Shift-Right", TERM_KEY_SHIFT_RIGHT},
	{"Shift-←", TERM_KEY_SHIFT_LEFT},
	{"Shift-Left", TERM_KEY_SHIFT_LEFT},
	{"Shift-↑", TERM_KEY_SHIFT_UP},
	{"Shift-Up", TERM_KEY_SHIFT_UP},
	{"Shift-↓", TERM_KEY_SHIFT_DOWN},
	{"Shift-Down", TERM_KEY_SHIFT_DOWN},
	{"Space", ' '},
	{"Enter", TERM_KEY_ENTER},
	{"Return", TERM_KEY_ENTER},
	{"Tab", TERM_KEY_TAB},
	{"Shift-Tab", TERM_KEY_BACKTAB},
	{"Esc", TERM_KEY_ESCAPE},
	{"Escape", TERM_KEY_ESCAPE},
	{"Backspace", TERM_KEY_BACKSPACE},
	{"Delete", TERM_KEY_DELETE},
	{"Del", TERM_KEY_DELETE},
	{"Home", TERM_KEY_HOME},
	{"End", TERM_KEY_END},
	{"PgUp", TERM_KEY_PAGE_UP},
	{"PageUp", TERM_KEY_PAGE_UP},
	{"PgDn", TERM_KEY_PAGE_DOWN},
	{"PageDown", TERM_KEY_PAGE_DOWN},
	{"F1", TERM_KEY_F1},
	{"F5", TERM_KEY_F5},
	/* What terminals send for these is another key. */
	{"Ctrl-I", TERM_KEY_TAB},
	{"Ctrl-M", TERM_KEY_ENTER},
	{"Ctrl-J", TERM_KEY_ENTER},
	{"Ctrl-H", TERM_KEY_BACKSPACE},
};

#define NAMES (sizeof names / sizeof *names)
#define CTRL(letter) ((letter) - '@')

static bool read_control(const char *name, size_t length, uint32_t *key)
{
	char letter;

	if (length != 6 || strncasecmp(name, "Ctrl-", 5) != 0)
		return false;
	letter = name[5] >= 'a' && name[5] <= 'z' ? (char)(name[5] - 'a' + 'A') : name[5];
	if (letter < 'A' || letter > '_')
		return false;
	*key = (uint32_t)CTRL(letter);
	return true;
}

bool key_read(const char *name, size_t length, uint32_t *key)
{
	uint32_t code_point;

	for (size_t i = 0; i < NAMES; i++) {
		if (strlen(names[i].name) == length && strncasecmp(names[i].name, name, length) == 0) {
			*key = names[i].key;
			return true;
		}
	}
	if (length == 0 || read_control(name, length, key))
		return length > 0;
	if (utf8_decode(name, name + length, &code_point) != length ||
	    code_point == UTF8_REPLACEMENT || utf8_width(code_point) < 1)
		return false;
	*key = code_point;
	return true;
}

void key_write(uint32_t key, struct str *out)
{
	for (size_t i = 0; i < NAMES; i++) {
		if (names[i].key == key) {
			str_add(out, names[i].name);
			return;
		}
	}
	if (key < ' ')
		str_printf(out, "Ctrl-%c", (int)key + '@');
	else
		str_char(out, key);
}

const char *key_trouble(uint32_t key)
{
	static const struct {
		uint32_t key;
		const char *why;
	} troubles[] = {
		{CTRL('C'), "the terminal ends programs with it"},
		{CTRL('\\'), "the terminal ends programs with it"},
		{CTRL('S'), "the terminal holds its output with it"},
		{CTRL('Q'), "the terminal goes on with it"},
		{CTRL('L'), "it draws the screen anew"},
		{CTRL('['), "terminals send Esc for it: write Esc"},
	};

	if (key >= '0' && key <= '9')
		return "digits answer questions, and say how often";
	for (size_t i = 0; i < sizeof troubles / sizeof *troubles; i++)
		if (troubles[i].key == key)
			return troubles[i].why;
	return NULL;
}

size_t key_names(const char **out, size_t most)
{
	size_t count = 0;

	for (size_t i = 0; i < NAMES && count < most; i++)
		if ((unsigned char)names[i].name[0] < 0x80)
			out[count++] = names[i].name;
	return count;
}
