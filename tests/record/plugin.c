/*
 * plugin.c - a program that is no Python until it loads one, as servers load their plugins.
 *
 * usage: plugin LIBRARY CODE [isolated]
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *need(void *library, const char *name)
{
	void *symbol = dlsym(library, name);

	if (!symbol) {
		fprintf(stderr, "%s is missing\n", name);
		exit(77);
	}
	return symbol;
}

int main(int argc, char **argv)
{
	void *library = argc > 2 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
	int (*run)(const char *code), (*finalize)(void), *isolated, status;
	void (*initialize)(void);
	void *symbol;

	if (!library)
		return 77;
	symbol = need(library, "Py_Initialize");
	memcpy(&initialize, &symbol, sizeof symbol);
	symbol = need(library, "PyRun_SimpleString");
	memcpy(&run, &symbol, sizeof symbol);
	symbol = need(library, "Py_FinalizeEx");
	memcpy(&finalize, &symbol, sizeof symbol);
	isolated = need(library, "Py_IgnoreEnvironmentFlag");
	*isolated = argc > 3;
	initialize();
	status = run(argv[2]);
	return finalize() || status;
}
