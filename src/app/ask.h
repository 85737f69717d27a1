/*
 * ask.h - questions to the class: the engine itself knows the right answer, and why.
 *
 * The next operation is run, looked at, and taken back.  A question is one of the scenario's, or
 * asked on demand about whatever comes next.  Each counts once: who comes back to it finds
 * the answer that was given.
 */
#ifndef APP_ASK_H
#define APP_ASK_H

#include <stdbool.h>
#include <stdint.h>

#include "program/program.h"

#define ANSWERS_MAX 4
#define ANSWERED_MAX 500 /* questions that are remembered */

struct app;

struct answered {
	uint64_t question;      /* which; see ask.c */
	int8_t chosen;
};

struct app_ask {
	/* the question at the cursor */
	uint64_t at;            /* events; UINT64_MAX = none prepared */
	bool chinese;           /* the language it was prepared in */
	bool on_demand;         /* the user's question, not the scenario's */
	enum ask_about about;
	uint64_t question;      /* which it is; the same whenever it is asked */
	char words[160];        /* on demand: the question itself */
	char answers[ANSWERS_MAX][48];
	const char *texts[ANSWERS_MAX];
	int count, right, chosen; /* chosen: -1 = not yet */
	char why[400];          /* the steps that decide it, as a sentence */
	/* what has been answered */
	struct answered answered[ANSWERED_MAX];
	size_t answered_count;
	uint32_t right_count, asked_count;
};

void ask_reset(struct app_ask *ask);

/* Fill in the answers if the cursor is at a question; forget them if it is not. */
void ask_prepare(struct app *app);

/* The command: a question about the next operation; once more: another one. */
void ask_on_demand(struct app *app);

/* Whether there is a question that waits for an answer. */
bool ask_waits(const struct app *app);

/* Answer it, from 0. */
void ask_answer(struct app *app, int answer);

#endif
