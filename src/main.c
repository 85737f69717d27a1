/* main.c - pick a call. */
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/complain.h"
#include "cli/calls.h"
#include "cli/lessons.h"
#include "cli/options.h"
#include "export/output.h"

static int unknown(const char *word)
{
	const char *names[CALLS_MOST];
	char hint[80];
	size_t count = 0;

	for (; call_rows[count]; count++)
		names[count] = call_rows[count]->name;
	complain(stderr, suggest(hint, sizeof hint, word, names, count, "try 'arenawalk --help'"),
		 "'%s' is neither a file nor a command", word);
	return EXIT_BAD_INPUT;
}

static int run(const struct call *call, int argc, char **argv)
{
	struct options options;
	int status;

	if (!options_parse(&options, call, argc, argv, &status))
		return status;
	return call->run(&options);
}

/* A name that is no command and does not begin with '-' is a file to play, or a lesson: "arenawalk
 * FILE" is "arenawalk play FILE". */
static bool is_file(const char *word)
{
	char path[PATH_MAX];

	return strcmp(word, "-") == 0 || access(word, F_OK) == 0 || strchr(word, '/') ||
	       strchr(word, '.') || lessons_named(word, path, sizeof path) > 0;
}

/* "help", "help COMMAND": what --help says.  [at]: of "help"; what stands before it are options. */
static int help(int at, int argc, char **argv)
{
	const struct call *call = argc > at + 1 ? call_find(argv[at + 1]) : &call_menu;
	char option[] = "--help";

	if (argc > at + 2)
		complain(stderr, "for example: arenawalk help render", "help tells of one command");
	else if (!call)
		return unknown(argv[at + 1]);
	else {
		argv[at] = option;
		argv[at + 1] = NULL;
		return run(call, at + 1, argv);
	}
	return EXIT_BAD_INPUT;
}

/* The first word that is neither an option nor an option's value; argc if there is none. */
static int first_operand(int argc, char **argv)
{
	int i = 1;

	while (i < argc && argv[i][0] == '-' && argv[i][1] && strcmp(argv[i], "--") != 0)
		i += option_has_value_behind(argv[i]) ? 2 : 1;
	return i < argc ? i : argc;
}

/* "--lang zh lessons" is "lessons --lang zh". */
static int run_behind(const struct call *call, int at, int argc, char **argv)
{
	char *word = argv[at];

	memmove(argv + 2, argv + 1, (size_t)(at - 1) * sizeof *argv);
	argv[1] = word;
	return run(call, argc - 1, argv + 1);
}

static int run_named(int argc, char **argv)
{
	int at = first_operand(argc, argv);
	const struct call *call = at < argc ? call_find(argv[at]) : NULL;

	if (call)
		return run_behind(call, at, argc, argv);
	if (at == argc)
		return run(&call_menu, argc, argv);
	if (strcmp(argv[at], "help") == 0)
		return help(at, argc, argv);
	if (argv[at][0] != '-' && !is_file(argv[at]))
		return unknown(argv[at]);
	return run(&call_play, argc, argv);
}

/* Where standard output or standard error is closed, a file that we open must not get their
 * number, and our messages. */
static void keep_standard_numbers(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", (fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) | O_CLOEXEC);
}

int main(int argc, char **argv)
{
	int status;

	keep_standard_numbers();
	status = run_named(argc, argv);
	return output_flush() ? status : EXIT_BAD_INPUT;
}
