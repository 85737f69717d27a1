/*
 * settings_file.h - the user's settings file: $XDG_CONFIG_HOME/arenawalk/config, or
 * ~/.config/arenawalk/config.
 */
#ifndef CLI_SETTINGS_FILE_H
#define CLI_SETTINGS_FILE_H

#include <stdbool.h>

#include "ui/settings.h"

/* Read it; without one everything is as usual.  False, with messages on standard error, if it is
 * faulty. */
bool settings_file_read(struct settings *settings);

#endif
