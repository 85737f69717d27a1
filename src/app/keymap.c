/* keymap.c - keys to commands. */
#include "app/app.h"
#include "term/term.h"

static const struct {
	uint32_t key;
	enum command_id command;
} keys[] = {
	{TERM_KEY_RIGHT, COMMAND_FORWARD},
	{'l', COMMAND_FORWARD},
	{'.', COMMAND_FORWARD},
	{TERM_KEY_LEFT, COMMAND_BACK},
	{'h', COMMAND_BACK},
	{',', COMMAND_BACK},
	{TERM_KEY_SHIFT_RIGHT, COMMAND_FORWARD_TEN},
	{'L', COMMAND_FORWARD_TEN},
	{TERM_KEY_SHIFT_LEFT, COMMAND_BACK_TEN},
	{'H', COMMAND_BACK_TEN},
	{' ', COMMAND_PLAY},
	{'p', COMMAND_PLAY},
	{'P', COMMAND_PLAY_BACK},
	{'+', COMMAND_FASTER},
	{'=', COMMAND_FASTER},
	{'-', COMMAND_SLOWER},
	{TERM_KEY_BACKSPACE, COMMAND_NORMAL},
	{TERM_KEY_DOWN, COMMAND_FINER},
	{'j', COMMAND_FINER},
	{TERM_KEY_UP, COMMAND_COARSER},
	{'k', COMMAND_COARSER},
	{TERM_KEY_PAGE_DOWN, COMMAND_NEXT_STOP},
	{TERM_KEY_PAGE_UP, COMMAND_PREVIOUS_STOP},
	{']', COMMAND_NEXT_MARK},
	{'[', COMMAND_PREVIOUS_MARK},
	{'d', COMMAND_NEXT_PARTING},
	{'D', COMMAND_PREVIOUS_PARTING},
	{'g', COMMAND_FIRST},
	{TERM_KEY_HOME, COMMAND_FIRST},
	{'G', COMMAND_LAST},
	{TERM_KEY_END, COMMAND_LAST},
	{'/', COMMAND_SEARCH},
	{'n', COMMAND_SEARCH_NEXT},
	{'N', COMMAND_SEARCH_BACK},
	{'c', COMMAND_RUN_TO},
	{'C', COMMAND_RUN_BACK},
	{'w', COMMAND_RUN_WHERE},
	{TERM_KEY_TAB, COMMAND_NEXT_PANE},
	{TERM_KEY_BACKTAB, COMMAND_PREVIOUS_PANE},
	{TERM_KEY_ENTER, COMMAND_ZOOM},
	{'o', COMMAND_HOLD},
	{'}', COMMAND_NEXT_ITEM},
	{'{', COMMAND_PREVIOUS_ITEM},
	{'J', COMMAND_NEXT_ROW},
	{'K', COMMAND_PREVIOUS_ROW},
	{'f', COMMAND_FUTURE},
	{'t', COMMAND_TENANTS},
	{'r', COMMAND_RELOAD},
	{'m', COMMAND_MOTION},
	{'e', COMMAND_LANGUAGE},
	{'B', COMMAND_BIG},
	{'?', COMMAND_HELP},
	{TERM_KEY_F1, COMMAND_HELP},
	{TERM_KEY_ESCAPE, COMMAND_LEAVE},
	{0x1a, COMMAND_SUSPEND},
	{'q', COMMAND_QUIT},
};

static const struct command_info infos[COMMAND_COUNT] = {
#define COMMAND(id, name, keys, en, zh) [COMMAND_##id] = {name, keys, {en, zh}},
#include "app/commands.def"
#undef COMMAND
};

const struct command_info *command_info(enum command_id id)
{
	return &infos[id];
}

enum command_id keymap_find(uint32_t key)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i].key == key)
			return keys[i].command;
	return COMMAND_NONE;
}
