/* main.c - pick a command. */
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "cli/calls.h"
#include "cli/complain.h"
#include "cli/lessons.h"
#include "cli/options.h"

static int unknown(const char *word)
{
	const char *names[OPTIONS_MOST];
	char hint[80];
	size_t count = 0;

	for (; count < OPTIONS_MOST && commands[count].name; count++)
		names[count] = commands[count].name;
	complain(stderr, suggest(hint, sizeof hint, word, names, count, "try 'arenawalk --help'"),
		 "'%s' is neither a file nor a command", word);
	return EXIT_BAD_INPUT;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct options options;
	int status;

	if (!options_parse(&options, command, argc, argv, &status))
		return status;
	return command->run(&options);
}

/* A name that is no command and does not begin with '-' is a file to play, or a lesson: "arenawalk
 * FILE" is "arenawalk play FILE". */
static bool is_file(const char *word)
{
	char path[PATH_MAX];

	return strcmp(word, "-") == 0 || access(word, F_OK) == 0 || strchr(word, '/') || strchr(word, '.') ||
	       lessons_path(word, path, sizeof path);
}

int main(int argc, char **argv)
{
	const struct command *command;

	if (argc > 1 && (command = command_find(argv[1])) != NULL)
		return run(command, argc - 1, argv + 1);
	if (argc > 1 && argv[1][0] != '-' && !is_file(argv[1]))
		return unknown(argv[1]);
	/* Options first: either the menu with options, or a file among them. */
	for (int i = 1; i < argc; i++)
		if (argv[i][0] != '-' || argv[i][1] == '\0')
			if (is_file(argv[i]))
				return run(command_find("play"), argc, argv);
	return run(&menu_command, argc, argv);
}
