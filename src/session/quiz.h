/*
 * quiz.h - questions to the class: the engine itself knows the right answer, and why.
 *
 * The next operation is run in a world of its own (timeline/glance.h).  A question is one of the
 * scenario's, or asked on demand about whatever comes next.  Each counts once: coming back
 * to it finds the answer that was given.
 */
#ifndef SESSION_QUIZ_H
#define SESSION_QUIZ_H

#include <stdbool.h>
#include <stdint.h>

#include "base/lang.h"
#include "program/program.h"

#define ANSWERS_MAX 4
#define ANSWERED_MAX 500 /* questions that are remembered */

struct session;

struct answered {
	uint64_t question;      /* which; see quiz.c */
	int8_t chosen;
};

struct quiz {
	/* the question at the cursor */
	uint64_t at;            /* events; UINT64_MAX = none prepared */
	enum lang lang;           /* the language it was prepared in */
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

/* No question, nothing answered: as at the beginning of a session. */
void quiz_reset(struct quiz *quiz);

/* The answers may be others here: prepare them anew. */
void quiz_forget_place(struct quiz *quiz);

/* Fill in the answers if the cursor is at a question; forget them if it is not. */
void quiz_prepare(struct session *session);

/* The command: a question about the next operation; once more: another one. */
void quiz_on_demand(struct session *session);

/* Whether there is a question that waits for an answer. */
bool quiz_waits(const struct session *session);

/* Give answer number [answer], from 0.  Nothing happens where none is waited for, or there is no
 * such answer. */
void quiz_answer(struct session *session, int answer);

#endif
