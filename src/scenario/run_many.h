/*
 * run_many.h - the instructions that yield many events: random and free_where.
 *
 * Their registers are in the script's state: [active] once one has begun, [left] events at the
 * most, and where the next one is found.
 */
#ifndef SCENARIO_RUN_MANY_H
#define SCENARIO_RUN_MANY_H

#include "program/program.h"
#include "scenario/run.h"

/* What commit needs again: the name's entry, and for random where the generator stands. */
enum { MEMO_ENTRY, MEMO_RNG };

/* Begin [instr] unless it has begun.  What is wrong with its numbers is told, and it yields
 * nothing. */
void run_many_begin(struct run *run, const struct instr *instr);

/* Whether [instr], which has begun, yields another event. */
bool run_many_yields(const struct run *run, const struct instr *instr);

/* The operation it yields next; only if it yields one.  Fills [event->op] and its memo. */
void run_many_peek(const struct run *run, const struct instr *instr, struct event *event);

/* That event has happened, and its name is bound: on to the next. */
void run_many_commit(struct run *run, const struct instr *instr, const struct event *event);

#endif
