/* prints.c - what the interpreter prints about pymalloc of its own; see prints.h. */
#include "recorder/prints.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "recorder/current.h"
#include "recorder/facts.h"
#include "recorder/gate.h"
#include "recorder/hooks.h"
#include "recorder/python.h"

#define EXPORTED __attribute__((visibility("default")))
#define NO_ARGUMENTS 4 /* METH_NOARGS */
#define TRIES 100      /* as often the interpreter may begin to run code without a sys */

/* PyMethodDef */
struct method {
	const char *name;
	builtin_call *call;
	int flags;
	const char *help;
};

static bool wanted;
static builtin_call *genuine;

/* Interpreters that run side by side cannot do without the hooks; and what others have put in
 * front of them would stand in the way without us, too. */
static bool can_lift(void)
{
	return !gate_is_several() && hooks_are_first();
}

/* -- PYTHONMALLOCSTATS ----------------------------------------------------------------- */

void prints_wanted(const char *value)
{
	if (!facts_has_arena()) /* it asks when it needs the first */
		wanted = value && *value;
}

static void print_again(void)
{
	int error = errno;

	hooks_lift();
	python.print_stats(stderr);
	hooks_lower();
	errno = error;
}

/* Whether it has printed already: some versions do, with some allocators. */
static bool prints_itself(void)
{
	int error = errno;
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	if (out) {
		python.print_stats(out);
		fclose(out);
		free(text);
	}
	errno = error;
	return length > 0;
}

/* Stacks of frames may be as large as an arena, and come from the same allocator: they are asked for
 * elsewhere. */
void prints_arena(size_t size, const void *caller)
{
	static const void *first;

	if (!wanted || !python.print_stats || !facts_is_arena(size) || !facts_is_usual(size))
		return;
	if (!first)
		first = caller;
	if (caller == first && can_lift() && !prints_itself())
		print_again();
}

/*
 * At the end it prints when all objects are gone, and behind that there is nothing left that we
 * are called for.  What it does next is the moment for us, while all is as it was:
 *
 * up to 3.12  it gives up the key under which each thread finds its state;
 * later       it gives back the stack of frames of the last thread, which is no arena, and has no
 *             current thread any more, from which it would know whose statistics are asked for.
 */
#define MINOR_STACK 13

static bool is_ending;

static void print_last(void)
{
	wanted = false;
	/* Here 3.6 looks at the allocator before it prints, elsewhere it does not. */
	if (python.minor == 6 || !prints_itself())
		print_again();
}

void prints_ending(void)
{
	is_ending = wanted && python.print_stats && python.minor >= MINOR_STACK && python.thread;
	if (is_ending)
		current_note();
}

void prints_freed(void)
{
	if (!is_ending || python.thread() || !can_lift() || !current_return())
		return;
	is_ending = false;
	print_last();
	current_leave();
}

EXPORTED int pthread_key_delete(pthread_key_t key)
{
	static int (*real)(pthread_key_t key);
	const void *state = wanted && python.print_stats && python.minor < MINOR_STACK &&
					    !python.is_initialized() && python.thread
				    ? pthread_getspecific(key)
				    : NULL;

	if (!real) {
		void *symbol = dlsym(RTLD_NEXT, "pthread_key_delete");

		memcpy(&real, &symbol, sizeof real);
	}
	if (state && state == python.thread() && can_lift())
		print_last();
	return real(key);
}

/* -- sys._debugmallocstats -------------------------------------------------------------- */

static object *print_whole(object *self, object *unused)
{
	bool lifts = can_lift();
	object *result;

	if (lifts)
		hooks_lift();
	result = genuine(self, unused);
	if (lifts)
		hooks_lower();
	return result;
}

/* The table from which the function was made: its object stays what it is. */
static struct method *method_of(object *function)
{
	void *words[5];
	object *type = python.type_of(function);
	bool is_builtin = type == python.builtin;

	if (type)
		python.unref(type);
	if (!is_builtin)
		return NULL;
	memcpy(words, function, sizeof words); /* it has more than that */
	/* An object begins with its count and type; in some builds two links stand before. */
	return words[1] == python.builtin ? words[2] : words[3] == python.builtin ? words[4] : NULL;
}

static bool wrap(object *function)
{
	static const char name[] = "_debugmallocstats";
	struct method *method = method_of(function);

	if (!method || python.function_of(function) != method->call ||
	    strcmp(method->name, name) != 0 || method->flags != NO_ARGUMENTS)
		return false;
	genuine = method->call;
	method->call = print_whole;
	return true;
}

/* False: it is not there yet. */
static bool find(void)
{
	object *modules = python.modules();
	object *module = modules ? python_item(modules, "sys") : NULL;
	object *names = module ? python.names_of(module) : NULL;
	object *function = names ? python_item(names, "_debugmallocstats") : NULL;

	if (function)
		wrap(function);
	return function;
}

/* When the interpreter next looks what is to be done beside its code. */
static int on_pending(void *unused)
{
	static int tries = TRIES;
	int error = errno;

	(void)unused;
	if (!genuine && !find() && --tries > 0)
		python.add_pending(on_pending, NULL);
	errno = error;
	return 0;
}

void prints_begin(void)
{
	static bool done;

	if (done || !python.print_stats || !python.modules || !python.names_of || !python.dict_next ||
	    !python.compare || !python.builtin || !python.function_of)
		return;
	if (python.minor >= 8) {
		done = find();
	} else if (python.add_pending) {
		done = true;
		python.add_pending(on_pending, NULL);
	}
}
