/* calls.c - the table of calls; see calls.h. */
#include "cli/calls.h"

#include <string.h>

const struct call *const call_rows[] = {
#define CALL(name) &call_##name,
#include "cli/calls.def"
	NULL,
};

_Static_assert(sizeof call_rows / sizeof *call_rows <= CALLS_MOST, "there is room for each");

const struct call *call_find(const char *name)
{
	for (size_t i = 0; call_rows[i]; i++)
		if (strcmp(call_rows[i]->name, name) == 0)
			return call_rows[i];
	return NULL;
}

bool call_takes(const struct call *call, enum option_id option)
{
	/* Whoever has said `alias arenawalk="arenawalk --lang zh"` means it everywhere. */
	if (option == OPT_HELP || option == OPT_LANG)
		return true;
	for (size_t i = 0; i < OPT_COUNT && call->options[i] != OPT_NONE; i++)
		if (call->options[i] == option)
			return true;
	return false;
}

bool call_tells(const struct call *call, enum option_id option)
{
	return call_takes(call, option) || (call == &call_menu && call_takes(&call_play, option));
}
