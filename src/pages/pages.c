/* pages.c - fill a template: arenawalk-pages TEMPLATE >PAGE; see pages.h. */
#include "pages/pages.h"

#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 4096

static const struct hole *find_hole(const char *name)
{
	static const struct hole *const all[] = {manual_holes, bash_holes, zsh_holes, fish_holes,
						   guide_holes};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		for (const struct hole *hole = all[i]; hole->name; hole++)
			if (strcmp(hole->name, name) == 0)
				return hole;
	return NULL;
}

/* [line]: "@NAME ARGUMENT@", without its line break. */
static bool fill(struct page *page, char *line)
{
	char *name = line + 1, *argument = strchr(name, ' ');
	const struct hole *hole;

	line[strlen(line) - 1] = '\0';
	if (argument)
		*argument++ = '\0';
	hole = find_hole(name);
	if (!hole)
		fprintf(stderr, "nothing is called @%s@\n", name);
	return hole && hole->fill(page, argument ? argument : "");
}

static bool fill_all(struct page *page, FILE *template)
{
	char line[LINE_BYTES];
	bool good = true;

	while (fgets(line, sizeof line, template)) {
		size_t length = strcspn(line, "\n");

		if (length > 2 && line[0] == '@' && line[length - 1] == '@') {
			line[length] = '\0';
			good = fill(page, line) && good;
		} else {
			fputs(line, page->out);
		}
	}
	return good;
}

int main(int argc, char **argv)
{
	struct page page = {.out = stdout};
	FILE *template = argc == 2 ? fopen(argv[1], "r") : NULL;
	bool good;

	if (!template) {
		fprintf(stderr, "usage: arenawalk-pages TEMPLATE\n");
		return EXIT_FAILURE;
	}
	good = fill_all(&page, template) && manual_is_complete(&page);
	fclose(template);
	return good && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
