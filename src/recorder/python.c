/* python.c - the interpreter in this process; see python.h. */
#include "recorder/python.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#define USES_MAIN_OBMALLOC (1ul << 5) /* Py_RTFLAGS_USE_MAIN_OBMALLOC */

struct python python;

/* -- finding it ----------------------------------------------------------------------- */

static const struct {
	const char *name;
	size_t at;
} symbols[] = {
#define SYMBOL(member, name) {name, offsetof(struct python, member)}
	SYMBOL(version, "Py_GetVersion"),
	SYMBOL(is_initialized, "Py_IsInitialized"),
	SYMBOL(blocks, "_Py_GetAllocatedBlocks"),
	SYMBOL(get_allocator, "PyMem_GetAllocator"),
	SYMBOL(set_allocator, "PyMem_SetAllocator"),
	SYMBOL(get_arena_allocator, "PyObject_GetArenaAllocator"),
	SYMBOL(set_arena_allocator, "PyObject_SetArenaAllocator"),
	SYMBOL(print_stats, "_PyObject_DebugMallocStats"),
	SYMBOL(holds_gil, "PyGILState_Check"),
	SYMBOL(add_audit_hook, "PySys_AddAuditHook"),
	SYMBOL(thread, "_PyThreadState_UncheckedGet"),
	SYMBOL(thread, "PyThreadState_GetUnchecked"), /* its name from 3.13 on */
	SYMBOL(first, "PyInterpreterState_Main"),
	SYMBOL(interpreter_of, "PyThreadState_GetInterpreter"),
	SYMBOL(interpreter_id, "PyInterpreterState_GetID"),
	SYMBOL(has_feature, "_PyInterpreterState_HasFeature"),
	SYMBOL(get_config, "_PyInterpreterConfig_InitFromState"),
	SYMBOL(tuple_item, "PyTuple_GetItem"),
	SYMBOL(tuple_size, "PyTuple_Size"),
	SYMBOL(type_of, "PyObject_Type"),
	SYMBOL(is_subtype, "PyType_IsSubtype"),
	SYMBOL(unref, "Py_DecRef"),
	SYMBOL(unicode, "PyUnicode_Type"),
	SYMBOL(text_length, "PyUnicode_GetLength"),
	SYMBOL(text_char, "PyUnicode_ReadChar"),
	SYMBOL(compare, "PyUnicode_CompareWithASCIIString"),
	SYMBOL(modules, "PyImport_GetModuleDict"),
	SYMBOL(names_of, "PyModule_GetDict"),
	SYMBOL(dict_next, "PyDict_Next"),
	SYMBOL(builtin, "PyCFunction_Type"),
	SYMBOL(function_of, "PyCFunction_GetFunction"),
	SYMBOL(add_pending, "Py_AddPendingCall"),
#undef SYMBOL
};

static void find_symbols(void *library)
{
	for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
		void *symbol = dlsym(library, symbols[i].name);

		if (symbol)
			memcpy((char *)&python + symbols[i].at, &symbol, sizeof symbol);
	}
}

/* "3.11.2 (main, ...)" */
static int minor_of(const char *version)
{
	if (version[0] == '2')
		return 2;
	return version[0] == '3' && version[1] == '.' ? atoi(version + 2) : 0;
}

bool python_find(void *library)
{
	void *version = dlsym(library, "Py_GetVersion");

	if (!version || !dlsym(library, "Py_Initialize"))
		return false;
	find_symbols(library);
	python.minor = minor_of(python.version());
	return python.minor != 0;
}

/* -- allocators ----------------------------------------------------------------------- */

static void widen(struct allocator *allocator, void *const four[4])
{
	memcpy(&allocator->ctx, &four[0], sizeof four[0]);
	memcpy(&allocator->malloc, &four[1], sizeof four[1]);
	allocator->calloc = NULL;
	memcpy(&allocator->realloc, &four[2], sizeof four[2]);
	memcpy(&allocator->free, &four[3], sizeof four[3]);
}

static void narrow(void *four[4], const struct allocator *allocator)
{
	memcpy(&four[0], &allocator->ctx, sizeof four[0]);
	memcpy(&four[1], &allocator->malloc, sizeof four[1]);
	memcpy(&four[2], &allocator->realloc, sizeof four[2]);
	memcpy(&four[3], &allocator->free, sizeof four[3]);
}

void python_get(enum domain_id domain, struct allocator *allocator)
{
	void *four[4];

	if (python.minor >= 5) {
		python.get_allocator((int)domain, allocator);
		return;
	}
	python.get_allocator((int)domain, four);
	widen(allocator, four);
}

void python_set(enum domain_id domain, const struct allocator *allocator)
{
	void *four[4];

	if (python.minor >= 5) {
		python.set_allocator((int)domain, allocator);
		return;
	}
	narrow(four, allocator);
	python.set_allocator((int)domain, four);
}

/* The context of the debug hooks is {char letter; allocator}, the letter that of the domain; the
 * context of pymalloc and malloc is NULL. */
struct allocator python_below_debug(const struct allocator *allocator, bool *debug)
{
	const char *context = allocator->ctx;
	struct allocator below = *allocator;
	void *four[4];

	*debug = context && (*context == 'r' || *context == 'm' || *context == 'o');
	if (*debug && python.minor >= 5) {
		memcpy(&below, context + sizeof(void *), sizeof below);
	} else if (*debug) {
		memcpy(four, context + sizeof(void *), sizeof four);
		widen(&below, four);
	}
	return below;
}

bool python_shares_pymalloc(void *interpreter)
{
	int config[64] = {0}; /* PyInterpreterConfig; the first is use_main_obmalloc */

	if (python.has_feature)
		return python.has_feature(interpreter, USES_MAIN_OBMALLOC);
	return python.get_config && python.get_config(config, interpreter) == 0 && config[0];
}

/* What is said to be initialized has blocks, or will have them only after we look: the blocks tell.
 * From 3.12 on they are an interpreter's, and nobody counts them for us: where there is one it may
 * have some, long before it is initialized. */
bool python_has_begun(void)
{
	if (python.minor >= 12)
		return python.is_initialized() || (python.first && python.first());
	return python.blocks ? python.blocks() > 0 : python.is_initialized();
}

bool python_is_steady(void)
{
	/* From 3.12 on the state of pymalloc is that of the current thread's interpreter. */
	if (python.minor >= 12 && (!python.thread || !python.thread()))
		return false;
	return !python.is_initialized() || !python.holds_gil || python.holds_gil();
}

/* -- texts ---------------------------------------------------------------------------- */

static bool is_text(object *value)
{
	object *type = value ? python.type_of(value) : NULL;
	bool is = type && python.is_subtype(type, python.unicode);

	if (type)
		python.unref(type);
	return is;
}

object *python_item(object *dict, const char *name)
{
	object *key, *value;
	ptrdiff_t at = 0;

	while (python.dict_next(dict, &at, &key, &value))
		if (is_text(key) && python.compare(key, name) == 0)
			return value;
	return NULL;
}

static size_t put_utf8(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c >= 0xd800 && c < 0xe000)
		c = 0xfffd; /* half a character */
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

/* Character by character: PyUnicode_AsUTF8 would leave its result in the program's memory. */
size_t python_text(object *tuple, ptrdiff_t index, char *text, size_t bytes)
{
	object *value = tuple && python.tuple_size(tuple) > index ? python.tuple_item(tuple, index)
								  : NULL;
	ptrdiff_t length = is_text(value) ? python.text_length(value) : 0;
	size_t used = 0;

	for (ptrdiff_t i = 0; i < length && used + 4 <= bytes; i++)
		used += put_utf8(text + used, python.text_char(value, i));
	return used;
}
