/* hint.c - keys in texts; see hint.h. */
#include "base/hint.h"

#include <string.h>

static const char *key_of(const struct hint *hints, int count, const char *command, size_t length)
{
	for (int i = 0; i < count; i++)
		if (strlen(hints[i].command) == length &&
		    memcmp(hints[i].command, command, length) == 0)
			return hints[i].key;
	return NULL;
}

void hint_add(const struct hint *hints, int count, const char *text, struct str *out)
{
	const char *open, *colon, *close, *key;

	while ((open = strchr(text, '<')) != NULL && open[1] >= 'a' && open[1] <= 'z' &&
	       (colon = strchr(open, ':')) != NULL && colon[1] &&
	       (close = strchr(colon + 2, '>')) != NULL) { /* the key itself may be a '>' */
		str_addn(out, text, (size_t)(open - text));
		key = key_of(hints, count, open + 1, (size_t)(colon - open - 1));
		if (key)
			str_add(out, key);
		else
			str_addn(out, colon + 1, (size_t)(close - colon - 1));
		text = close + 1;
	}
	str_add(out, text);
}
