/*
 * move.h - commands that go somewhere in the run.
 */
#ifndef APP_MOVE_H
#define APP_MOVE_H

#include "app/app.h"

/* By [count] stops of the present detail. */
void move_forward(struct app *app, uint64_t count);
void move_back(struct app *app, uint64_t count);

/* To the next or previous mark, or else narrated stop; as often as the number typed says. */
void move_to_moment(struct app *app, bool mark, bool backwards);

/* Say that the run is at its end, how the questions were answered, and where one can go. */
void move_say_end(struct app *app);

void move_to_first(struct app *app);

/* To the end, or to the operation whose number was typed. */
void move_to_last(struct app *app);

/* Where the scout has been, a jump is quick; elsewhere wait for it, the keyboard still alive.
 * True when there is nothing to wait for any more. */
bool move_when_scouted(struct app *app);

/* Say something on the strip row until the next key; keys in it as hint.h has them. */
void app_say(struct app *app, const char *text);

#endif
