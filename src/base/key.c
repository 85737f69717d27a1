/* key.c - names of keys; see key.h. */
#include "base/key.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"

/* The first name of a key is the one that is shown. */
static const struct {
	const char *name;
	uint32_t key;
} names[] = {
	{"→", KEY_CODE_RIGHT},
	{"Right", KEY_CODE_RIGHT},
	{"←", KEY_CODE_LEFT},
	{"Left", KEY_CODE_LEFT},
	{"↑", KEY_CODE_UP},
	{"Up", KEY_CODE_UP},
	{"↓", KEY_CODE_DOWN},
	{"Down", KEY_CODE_DOWN},
	{"Shift-→", KEY_CODE_SHIFT_RIGHT},
	{"Shift-Right", KEY_CODE_SHIFT_RIGHT},
	{"Shift-←", KEY_CODE_SHIFT_LEFT},
	{"Shift-Left", KEY_CODE_SHIFT_LEFT},
	{"Shift-↑", KEY_CODE_SHIFT_UP},
	{"Shift-Up", KEY_CODE_SHIFT_UP},
	{"Shift-↓", KEY_CODE_SHIFT_DOWN},
	{"Shift-Down", KEY_CODE_SHIFT_DOWN},
	{"Space", ' '},
	{"Enter", KEY_CODE_ENTER},
	{"Return", KEY_CODE_ENTER},
	{"Tab", KEY_CODE_TAB},
	{"Shift-Tab", KEY_CODE_BACKTAB},
	{"Esc", KEY_CODE_ESCAPE},
	{"Escape", KEY_CODE_ESCAPE},
	{"Backspace", KEY_CODE_BACKSPACE},
	{"Delete", KEY_CODE_DELETE},
	{"Del", KEY_CODE_DELETE},
	{"Home", KEY_CODE_HOME},
	{"End", KEY_CODE_END},
	{"PgUp", KEY_CODE_PAGE_UP},
	{"PageUp", KEY_CODE_PAGE_UP},
	{"PgDn", KEY_CODE_PAGE_DOWN},
	{"PageDown", KEY_CODE_PAGE_DOWN},
	{"F1", KEY_CODE_F1},
	{"F5", KEY_CODE_F5},
	/* What terminals send for these is another key. */
	{"Ctrl-I", KEY_CODE_TAB},
	{"Ctrl-M", KEY_CODE_ENTER},
	{"Ctrl-J", KEY_CODE_ENTER},
	{"Ctrl-H", KEY_CODE_BACKSPACE},
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
