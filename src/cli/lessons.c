/* lessons.c - find the lessons; see lessons.h. */
#include "cli/lessons.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/complain.h"
#include "base/diag.h"
#include "base/installed.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/source.h"
#include "base/str.h"
#include "config.h"
#include "heap/model.h"
#include "scenario/load.h"

#define NAMED_MOST 6 /* in a hint */

/* Seen from this program: PREFIX/bin/../share/arenawalk/scenarios. */
static bool beside_program(char *path, size_t bytes)
{
	return installed_beside(LESSONS_BESIDE, path, bytes);
}

static bool is_yaml(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && strcmp(dot, ".yaml") == 0;
}

static int is_scenario(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && is_yaml(entry->d_name);
}

static char *pick(const struct text *text, enum lang lang, const char *otherwise)
{
	const char *words = NULL;

	if (text)
		words = lang == LANG_ZH ? (text->zh ? text->zh : text->en) : (text->en ? text->en : text->zh);
	return mem_text(words ? words : otherwise);
}

/* What [times] a repetition says, where that is a plain number; once otherwise. */
static uint32_t times_of(const struct step_repeat *repeat)
{
	unsigned long times = repeat->times ? strtoul(repeat->times, NULL, 10) : 1;

	return times > 0 && times < 10000 ? (uint32_t)times : 1;
}

static void count_words(struct lesson *lesson, const struct step *steps, uint32_t count,
			uint32_t times)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct step_repeat *repeat = steps[i].repeat;

		lesson->stops += steps[i].say ? times : 0;
		lesson->questions += steps[i].ask ? times : 0;
		if (repeat)
			count_words(lesson, repeat->steps, repeat->steps_count,
				    times * times_of(repeat));
	}
}

/* A file that does not load is left out: `check` says why. */
static void add_lesson(struct lessons *lessons, const char *folder, const char *name)
{
	struct diag_list diags = {0};
	struct source source = {0};
	struct loaded loaded;
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	if (source_read(&source, path, SCENARIO_MAX_BYTES, &diags) &&
	    scenario_load(&source, &loaded, &diags)) {
		const struct scenario *scenario = loaded.scenario;
		const struct lesson *last =
			lessons->count ? &lessons->items[lessons->count - 1] : NULL;
		struct lesson lesson = {.path = mem_text(path)};

		for (enum lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
			lesson.title[lang] = pick(scenario->title, lang, name);
			lesson.about[lang] = pick(scenario->about, lang, "");
			lesson.group[lang] =
				pick(scenario->group, lang, last ? last->group[lang] : "");
		}
		lesson.model = mem_text(scenario->model ? scenario->model : MODEL_USUAL);
		count_words(&lesson, scenario->steps, scenario->steps_count, 1);
		array_push(lessons, lesson);
		scenario_unload(&loaded);
	}
	source_fini(&source);
	diag_fini(&diags);
}

static bool find_in(struct lessons *lessons, const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_scenario, alphasort);

	if (count < 0 && errno == ENOMEM)
		mem_exhausted();
	if (count < 0)
		return false;
	for (int i = 0; i < count; i++) {
		add_lesson(lessons, folder, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return lessons->count > 0;
}

bool lessons_find(struct lessons *lessons)
{
	const char *chosen = getenv("ARENAWALK_SCENARIOS");
	char beside[PATH_MAX + 64];

	*lessons = (struct lessons){0};
	if (chosen && *chosen)
		return find_in(lessons, chosen);
	return (beside_program(beside, sizeof beside) && find_in(lessons, beside)) ||
	       find_in(lessons, LESSONS_SOURCE) ||
	       find_in(lessons, LESSONS_INSTALLED);
}

bool lessons_find_or_complain(struct lessons *lessons)
{
	bool found = lessons_find(lessons);

	if (!found)
		complain(stderr, "ARENAWALK_SCENARIOS can name their folder",
			 "the lessons are not where they should be");
	return found;
}

static bool path_in(const char *folder, const char *name, char *path, size_t bytes)
{
	return snprintf(path, bytes, "%s/%s%s", folder, name, is_yaml(name) ? "" : ".yaml") <
		       (int)bytes &&
	       access(path, R_OK) == 0;
}

bool lessons_path(const char *name, char *path, size_t bytes)
{
	const char *chosen = getenv("ARENAWALK_SCENARIOS");
	char beside[PATH_MAX + 64];

	if (!*name || strchr(name, '/'))
		return false;
	if (chosen && *chosen)
		return path_in(chosen, name, path, bytes);
	return (beside_program(beside, sizeof beside) && path_in(beside, name, path, bytes)) ||
	       path_in(LESSONS_SOURCE, name, path, bytes) ||
	       path_in(LESSONS_INSTALLED, name, path, bytes);
}

/* The folder that holds the lessons: the first of the places that has some. */
static int list_folder(char *folder, size_t bytes, struct dirent ***entries)
{
	const char *chosen = getenv("ARENAWALK_SCENARIOS");
	char beside[PATH_MAX + 64];
	const char *const folders[] = {
		chosen && *chosen                             ? chosen
		: beside_program(beside, sizeof beside) ? beside
								: LESSONS_SOURCE,
		chosen && *chosen ? chosen : LESSONS_SOURCE,
		chosen && *chosen ? chosen : LESSONS_INSTALLED};
	int count = 0;

	for (size_t i = 0; i < sizeof folders / sizeof *folders && count <= 0; i++) {
		snprintf(folder, bytes, "%s", folders[i]);
		count = scandir(folder, entries, is_scenario, alphasort);
		if (count == 0)
			free(*entries);
	}
	return count;
}

size_t lessons_named(const char *name, char *path, size_t bytes)
{
	struct dirent **entries;
	char folder[PATH_MAX];
	struct str names = str_init(path, bytes);
	size_t found = 0;
	int count;

	if (lessons_path(name, path, bytes))
		return 1;
	if (!*name || *name == '-' || strpbrk(name, "/.")) /* with .yaml a file is meant */
		return 0;
	count = list_folder(folder, sizeof folder, &entries);
	for (int i = 0; i < count; i++) {
		if (strcasestr(entries[i]->d_name, name)) {
			if (found++ == 0)
				snprintf(folder + strlen(folder), sizeof folder - strlen(folder), "/%s",
					 entries[i]->d_name);
			if (found <= NAMED_MOST)
				str_printf(&names, "%s%.*s", found > 1 ? ", " : "",
					   (int)strlen(entries[i]->d_name) - (int)strlen(".yaml"),
					   entries[i]->d_name);
			else if (found == NAMED_MOST + 1)
				str_add(&names, ", ...");
		}
		free(entries[i]);
	}
	if (count > 0)
		free(entries);
	if (found == 1)
		snprintf(path, bytes, "%s", folder);
	return found;
}

void lessons_fini(struct lessons *lessons)
{
	for (size_t i = 0; i < lessons->count; i++) {
		free(lessons->items[i].path);
		free(lessons->items[i].model);
		for (enum lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
			free(lessons->items[i].title[lang]);
			free(lessons->items[i].about[lang]);
			free(lessons->items[i].group[lang]);
		}
	}
	free(lessons->items);
	*lessons = (struct lessons){0};
}
