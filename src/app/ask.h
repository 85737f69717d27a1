/*
 * ask.h - questions to the class: the engine itself knows the right answer.
 *
 * The next operation is run, looked at, and taken back.
 */
#ifndef APP_ASK_H
#define APP_ASK_H

#include "app/app.h"

/* Fill in the app's answers if the cursor is at a question; forget them if it is not. */
void ask_prepare(struct app *app);

#endif
