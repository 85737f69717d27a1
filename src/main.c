/* main.c - pick a command. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cli/complain.h"
#include "cli/lessons.h"
#include "cli/options.h"
#include "config.h"

static const struct command *find_command(const char *name)
{
	for (const struct command *command = commands; command->name; command++)
		if (strcmp(command->name, name) == 0)
			return command;
	return NULL;
}

static int unknown(const char *word)
{
	const char *names[16];
	char hint[80], path[PATH_MAX], lesson[PATH_MAX + 40] = "try 'arenawalk --help'";
	size_t count = 0;

	for (; commands[count].name && count < 16; count++)
		names[count] = commands[count].name;
	if (lessons_path(word, path, sizeof path))
		snprintf(lesson, sizeof lesson, "the lesson of this name is %s", path);
	complain(stderr, suggest(hint, sizeof hint, word, names, count, lesson),
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

/* A name that is no command and does not begin with '-' is a file to play: "arenawalk FILE"
 * is "arenawalk play FILE". */
static bool is_file(const char *word)
{
	FILE *file;

	if (strcmp(word, "-") == 0)
		return true;
	file = fopen(word, "r");
	if (file)
		fclose(file);
	return file != NULL || strchr(word, '/') || strchr(word, '.');
}

int main(int argc, char **argv)
{
	static const struct command menu = {"", "", "a menu of the lessons", "*mltacDksMibL", cmd_menu};
	const struct command *command;

	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		options_help(NULL, stdout);
		return EXIT_GOOD;
	}
	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		printf("arenawalk %s\n", ARENAWALK_VERSION);
		return EXIT_GOOD;
	}
	if (argc > 1 && (command = find_command(argv[1])) != NULL)
		return run(command, argc - 1, argv + 1);
	if (argc > 1 && argv[1][0] != '-' && !is_file(argv[1]))
		return unknown(argv[1]);
	/* Options first: either the menu with options, or a file among them. */
	for (int i = 1; i < argc; i++)
		if (argv[i][0] != '-' || argv[i][1] == '\0')
			if (is_file(argv[i]))
				return run(find_command("play"), argc, argv);
	return run(&menu, argc, argv);
}
