/*
 * search.h - searching for what is typed (/ n N), and running to a condition (c C).
 *
 * The two remember what they look for, each for itself.  While a line is open it has all
 * keys; while a search runs the rest of the program lives on, and any key ends it.
 */
#ifndef APP_SEARCH_H
#define APP_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

#include "app/prompt.h"
#include "draw/canvas.h"
#include "timeline/condition.h"

struct app;

enum search_use { SEARCH_TYPED, SEARCH_RUN_TO, SEARCH_USES };

/* What stands on the strip's row. */
enum search_line { SEARCH_NO_LINE, SEARCH_PROMPT, SEARCH_MENU };

struct app_search {
	struct condition conditions[SEARCH_USES];
	int choices[SEARCH_USES];  /* of the menu; -1 = the condition was typed */
	enum search_use use;       /* of the open line, or of the search under way */
	enum search_line line;
	struct prompt prompt;
	char fault[160];           /* of what was typed; shown until the next key */
	bool running, back;
	uint64_t left, times;      /* how often it is still to be found, and was to be */
	uint64_t shown_ms;         /* when progress was shown last */
};

void search_reset(struct app_search *search);

/* The same conditions in a timeline made anew; those it has no place for are forgotten. */
void search_adopt(struct app *app);

/* Commands: the prompt; the menu; n N, c C, which open them if there is no condition yet. */
void search_ask(struct app *app, enum search_use use);
void search_choose(struct app *app);
void search_again(struct app *app, enum search_use use, bool back);

/* A key for an open line, or for a search under way.  False: it means what it always does. */
bool search_takes_key(struct app *app, uint32_t key);

/* Close the line, give up the search: nothing has changed. */
void search_stop(struct app *app);

/* Go on with the search under way; true if something is to be shown. */
bool search_tick(struct app *app, uint64_t now_ms);

/* The open line, and what can be answered, on top of the screen. */
void search_draw(const struct app *app, struct canvas *canvas);

#endif
