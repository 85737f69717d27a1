/*
 * run_faults.c - what a run cannot do, in words.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "scenario/run.h"

#define HINT_BYTES 320

/* The counters here, outermost first: "$i = 3, $j = 0".  A repeat around pc begins before it and
 * ends behind it. */
static void add_counters(const struct run *run, struct str *out)
{
	const struct instr *items = run->script->items;

	for (uint64_t i = 0; i < run->state->pc; i++)
		if (items[i].kind == INSTR_LOOP && items[i].jump > run->state->pc)
			str_printf(out, "%s$%s = %" PRIu64, out->length ? ", " : "",
				   items[i].of.counter, run->state->frames[items[i].depth].counter);
}

void run_tell(const struct run *run, enum notice_kind kind, struct diag_place place,
	      const char *hint, const char *text)
{
	char words[HINT_BYTES];
	struct str out = str_init(words, sizeof words);

	if (!run->notices)
		return;
	add_counters(run, &out);
	if (hint)
		str_printf(&out, "%s%s", out.length ? "; " : "", hint);
	notices_add(run->notices, kind, place, out.length ? words : NULL, "%s", text);
}

void run_fault(struct run *run, const char *hint, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	run_tell(run, NOTICE_FAULT, run_instr(run)->place, hint, text);
	run_set(run, &run->state->faults, run->state->faults + 1);
}

void run_fault_number(struct run *run)
{
	run_fault(run, "no part of it may be below zero, and none be divided by zero",
		  "the number cannot be computed here: below zero or too large");
}

void run_fault_name(struct run *run, const struct instr *instr, name_key key)
{
	const struct name_entry *entry = names_entry(&run->names, names_find(&run->names, key));
	bool known = names_find(&run->names, key) != 0, live = known && name_is_live(entry);
	char name[LABEL_BYTES], hint[64];

	name_spell(run->script->stems, key, name, sizeof name);
	if (instr->kind == INSTR_DOUBLE_FREE) {
		run_fault(run, live ? "free it first" : "alloc it and free it first",
			  live ? "double_free of '%s', which is still allocated"
			       : "double_free of '%s', which was never freed",
			  name);
	} else if (live) {
		snprintf(hint, sizeof hint, "it was allocated in line %u", entry->line);
		run_fault(run, hint, "'%s' is allocated already", name);
	} else if (known) {
		run_fault(run,
			  instr->kind == INSTR_FREE ? "if you mean it, write double_free"
						    : "alloc it again first",
			  "'%s' has been freed already", name);
	} else {
		run_fault(run, "its alloc must come first", "'%s' is not allocated at this point",
			  name);
	}
}
