/*
 * settings.h - what a user has written down about keys, colours, language and movement.
 *
 *	# a comment
 *	theme = dark
 *	speed = 2
 *	key step = → l .
 *
 * One setting a line.  Commands that are not named keep their usual keys; a command that is named
 * has those that stand there, and no others.
 */
#ifndef UI_SETTINGS_H
#define UI_SETTINGS_H

#include <stdbool.h>
#include <stdio.h>

#include "base/diag.h"
#include "base/source.h"
#include "draw/style.h"
#include "ui/keymap.h"

#define SETTINGS_MAX_BYTES 65536

enum setting_switch { SETTING_UNSAID, SETTING_OFF, SETTING_ON };
enum setting_language { LANGUAGE_UNSAID, LANGUAGE_ENGLISH, LANGUAGE_CHINESE };

struct settings {
	struct keymap keymap;
	const struct theme *theme; /* NULL = not said */
	enum setting_language language;
	double speed;              /* times the usual */
	enum setting_switch mouse, motion;
};

/* Nothing said: everything is as usual. */
void settings_init(struct settings *settings);

/* Read them.  On faults: diagnostics, all there are, sorted by place, and false; [settings] is then
 * not to be used. */
bool settings_read(struct settings *settings, const struct source *source, struct diag_list *diags);

/* Write a file that would be read as these settings, with every one explained. */
void settings_write(const struct settings *settings, FILE *out);

/* What can be set, beside keys: for the manual.  NULL past the last. */
struct setting_info {
	const char *name, *values, *what;
};
const struct setting_info *settings_info(size_t index);

#endif
