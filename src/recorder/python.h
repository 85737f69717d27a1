/*
 * python.h - the interpreter in this process, as far as a recorder needs it.
 *
 * Nothing is linked: what an interpreter does not have is NULL here.
 */
#ifndef RECORDER_PYTHON_H
#define RECORDER_PYTHON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum domain_id { DOMAIN_RAW, DOMAIN_MEM, DOMAIN_OBJ };

/* PyMemAllocatorEx; before 3.5 there was no calloc between. */
struct allocator {
	void *ctx;
	void *(*malloc)(void *ctx, size_t size);
	void *(*calloc)(void *ctx, size_t count, size_t size);
	void *(*realloc)(void *ctx, void *old, size_t size);
	void (*free)(void *ctx, void *block);
};

/* PyObjectArenaAllocator */
struct arena_allocator {
	void *ctx;
	void *(*alloc)(void *ctx, size_t size);
	void (*free)(void *ctx, void *arena, size_t size);
};

typedef struct python_object object; /* never looked into */
typedef object *builtin_call(object *self, object *unused); /* without arguments */
typedef int audit_hook(const char *event, object *arguments, void *data);

struct python {
	int minor; /* of Python 3; 0 = no CPython here, 2 = Python 2 */
	const char *(*version)(void);
	int (*is_initialized)(void);
	ptrdiff_t (*blocks)(void); /* in use */
	void (*get_allocator)(int domain, void *allocator);
	void (*set_allocator)(int domain, const void *allocator);
	void (*get_arena_allocator)(struct arena_allocator *allocator);
	void (*set_arena_allocator)(const struct arena_allocator *allocator);
	void (*print_stats)(FILE *out);
	int (*holds_gil)(void);
	int (*add_audit_hook)(audit_hook *hook, void *data);
	void *(*thread)(void);
	void *(*first)(void); /* interpreter, once it is there; 3.7 and later */
	void *(*interpreter_of)(void *thread);
	int64_t (*interpreter_id)(void *interpreter);
	int (*has_feature)(void *interpreter, unsigned long feature);   /* 3.12 */
	int (*get_config)(int *config, void *interpreter);              /* 3.13 and later */
	object *(*tuple_item)(object *tuple, ptrdiff_t index);
	ptrdiff_t (*tuple_size)(object *tuple);
	object *(*type_of)(object *object);
	int (*is_subtype)(object *type, object *base);
	void (*unref)(object *object);
	object *unicode;
	ptrdiff_t (*text_length)(object *text);
	uint32_t (*text_char)(object *text, ptrdiff_t index);
	int (*compare)(object *text, const char *ascii);
	object *(*modules)(void);                      /* all of them, a dict */
	object *(*names_of)(object *module);
	int (*dict_next)(object *dict, ptrdiff_t *at, object **key, object **value);
	object *builtin;                               /* the type of functions written in C */
	builtin_call *(*function_of)(object *builtin);
	int (*add_pending)(int (*call)(void *data), void *data);
};

extern struct python python;

/* Look around in what [library] (of dlopen; RTLD_DEFAULT) leads to.  False: no CPython there. */
bool python_find(void *library);

void python_get(enum domain_id domain, struct allocator *allocator);
void python_set(enum domain_id domain, const struct allocator *allocator);

/* The allocator below debug hooks, or the same again; [debug]: whether there were any. */
struct allocator python_below_debug(const struct allocator *allocator, bool *debug);

/* Whether [interpreter] shares the state of pymalloc with the first one (3.12 and later). */
bool python_shares_pymalloc(void *interpreter);

/* Whether it has begun: there may be blocks that nobody has seen. */
bool python_has_begun(void);

/* Whether it is safe to ask this interpreter about its allocator here and now. */
bool python_is_steady(void);

/* What [dict] has under [name], borrowed, or NULL; never allocates. */
object *python_item(object *dict, const char *name);

/* The text at [index] of an argument tuple as UTF-8, cut at [bytes]; never allocates.
 * Returns its length; 0 also if there is no text. */
size_t python_text(object *tuple, ptrdiff_t index, char *text, size_t bytes);

#endif
