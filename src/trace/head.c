/* head.c - the head of a recording; see head.h. */
#include "trace/head.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/str.h"

#define NEWEST_VERSION "3.13"
#define NEWEST "cpython-" NEWEST_VERSION
#define LINE_MOST 1000

static struct diag_place in_line(uint32_t line)
{
	return (struct diag_place){.line = line};
}

/* -- values --------------------------------------------------------------------------- */

static bool read_number(const char *text, uint64_t most, uint64_t *number)
{
	uint64_t value = 0;

	if (*text == '\0')
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		value = value * 10 + (uint64_t)(*text - '0');
		if (value > most)
			return false;
	}
	*number = value;
	return true;
}

static void set_model(struct recording_head *head, const char *name, struct diag_place place,
		      struct diag_list *diags)
{
	const char *names[64];
	size_t count = model_names(names, 64);
	const struct model *model = model_find(name);
	const char *near = diag_nearest(name, names, count);
	char hint[100] = "`arenawalk models` lists them";

	if (near)
		snprintf(hint, sizeof hint, "did you mean '%s'?", near);
	if (!model) {
		diag_add(diags, DIAG_ERROR, place, hint, "no model is called '%s'", name);
		return;
	}
	head->model = *model;
	snprintf(head->model_name, sizeof head->model_name, "%s", model->name);
}

/* What cannot be cut in the middle of a character. */
static void set_text(char *to, size_t bytes, const char *value)
{
	struct str out = str_init(to, bytes);

	str_add(&out, value);
}

enum number_key { ALIGNMENT, POOL_SIZE, ARENA_SIZE, THRESHOLD, KEEPS, EXTRA, DOMAIN, REFUSALS, PID,
		  KEYS };

static const struct {
	const char *key;
	uint64_t most;
	const char *what;
} numbers[KEYS] = {
	[ALIGNMENT] = {"alignment", 16, "8 or 16"},
	[POOL_SIZE] = {"pool-size", MAX_POOL_SIZE, "a number up to 65536"},
	[ARENA_SIZE] = {"arena-size", 1 << 22, "a number up to 4194304"},
	[THRESHOLD] = {"threshold", 1024, "a number up to 1024"},
	[KEEPS] = {"keeps-last-arena", 1, "0 or 1"},
	[EXTRA] = {"debug-extra", 64, "a number up to 64"},
	[DOMAIN] = {"mem-domain", 1, "0 or 1"},
	[REFUSALS] = {"refusals", 1, "0 or 1"},
	[PID] = {"pid", UINT32_MAX, "a number up to 4294967295"},
};

static void take_up(struct recording_head *head, enum number_key key, uint64_t n)
{
	switch (key) {
	case ALIGNMENT: head->model.alignment_shift = n == 8 ? 3 : 4; break;
	case POOL_SIZE: head->model.pool_size = (uint32_t)n; break;
	case ARENA_SIZE: head->model.arena_size = (uint32_t)n; break;
	case THRESHOLD: head->model.small_request_threshold = (uint32_t)n; break;
	case KEEPS: head->model.keep_last_arena = n; break;
	case EXTRA: head->debug_extra = (uint32_t)n; break;
	case DOMAIN: head->mem_domain = n; break;
	case REFUSALS: head->has_refusals = n; break;
	case PID: head->pid = n; break;
	case KEYS: break;
	}
}

static bool set_number(struct recording_head *head, const char *key, const char *value,
		       struct diag_place place, struct diag_list *diags)
{
	uint64_t n = 0;

	for (int i = 0; i < KEYS; i++) {
		if (strcmp(key, numbers[i].key) != 0)
			continue;
		if (!read_number(value, numbers[i].most, &n) ||
		    (i == ALIGNMENT && n != 8 && n != 16))
			diag_add(diags, DIAG_ERROR, place,
				 "leave the line out if you do not know it",
				 "'%s' must be %s, not '%s'", key, numbers[i].what, value);
		else
			take_up(head, (enum number_key)i, n);
		return true;
	}
	return false;
}

bool head_set(struct recording_head *head, const char *key, const char *value,
	      struct diag_place place, struct diag_list *diags)
{
	if (strcmp(key, "python") == 0)
		set_text(head->python, sizeof head->python, value);
	else if (strcmp(key, "command") == 0)
		set_text(head->command, sizeof head->command, value);
	else if (strcmp(key, "model") == 0)
		set_model(head, value, place, diags);
	else
		return set_number(head, key, value, place, diags);
	return true;
}

/* -- whose behaviour ------------------------------------------------------------------ */

static bool same_behaviour(const struct model *a, const struct model *b)
{
	return a->alignment_shift == b->alignment_shift &&
	       a->small_request_threshold == b->small_request_threshold &&
	       a->pool_size == b->pool_size && a->arena_size == b->arena_size &&
	       a->keep_last_arena == b->keep_last_arena;
}

/* 3.11 as 311; 0 = none. */
static int version_of(const char *text)
{
	int major, minor;

	return sscanf(text, "%3d.%3d", &major, &minor) == 2 ? 100 * major + minor : 0;
}

/* The version's own model if the process behaved like it, else the nearest version that does:
 * a patched interpreter need not behave like its version.  NULL = none of ours. */
static const struct model *model_like(const struct model *found, const char *python)
{
	const size_t prefix = strlen("cpython-");
	const struct model *nearest = NULL, *model;
	int wanted = version_of(*python ? python : NEWEST_VERSION);
	int least = 0;

	for (size_t i = 0; (model = model_at(i)); i++) {
		int version = strlen(model->name) > prefix ? version_of(model->name + prefix) : 0;
		int distance = abs(version - wanted);

		if (!same_behaviour(model, found) || (nearest && distance >= least))
			continue;
		nearest = model;
		least = distance;
	}
	return nearest;
}

void head_begin(struct recording_head *head)
{
	*head = (struct recording_head){.model = *model_find(NEWEST), .mem_domain = true};
}

/* A model that is none of ours, the same whatever it was derived from. */
static void set_recorded(struct model *model)
{
	const struct model *newest = model_find(NEWEST);

	model->name = "recorded";
	model->summary = "as found in the process";
	model->behaviour = '-';
	model->has_nfp2lasta = newest->has_nfp2lasta;
	model->has_arena_map = newest->has_arena_map;
}

bool head_finish(struct recording_head *head, struct diag_list *diags)
{
	const struct model *known = model_find(head->model_name);

	if (!model_is_possible(&head->model)) {
		diag_add(diags, DIAG_ERROR, DIAG_WHOLE_FILE,
			 "a line '# model NAME' sets all three; `arenawalk models` lists them",
			 "no allocator has arenas of %u bytes, pools of %u and requests up to %u",
			 head->model.arena_size, head->model.pool_size,
			 head->model.small_request_threshold);
		return false;
	}
	if (!known || !same_behaviour(&head->model, known))
		known = model_like(&head->model, head->python);
	if (known)
		head->model = *known;
	else
		set_recorded(&head->model);
	snprintf(head->model_name, sizeof head->model_name, "%s", head->model.name);
	return true;
}

/* -- lines ---------------------------------------------------------------------------- */

/* Split "key value"; control characters become '?'. */
static char *split(const unsigned char *line, size_t length, char *text)
{
	char *blank;

	if (length >= LINE_MOST)
		length = LINE_MOST - 1;
	for (size_t i = 0; i < length; i++)
		text[i] = line[i] < 0x20 || line[i] == 0x7f ? '?' : (char)line[i];
	text[length] = '\0';
	blank = strchr(text, ' ');
	if (!blank)
		return text + length;
	*blank = '\0';
	return blank + 1;
}

static void refuse(const unsigned char *bytes, size_t length, struct diag_list *diags)
{
	const size_t name = sizeof RECORDING_MAGIC - 3;

	if (length > name && memcmp(bytes, RECORDING_MAGIC, name) == 0)
		diag_add(diags, DIAG_ERROR, in_line(1),
			 "record it again, or play it with the arenawalk that made it",
			 "a recording of another version than 1 to 3, which are known here");
	else
		diag_add(diags, DIAG_ERROR, DIAG_WHOLE_FILE,
			 "a recording is made by `arenawalk record` or `arenawalk import`",
			 "this is not a recording");
}

unsigned head_form(const unsigned char *bytes, size_t length)
{
	static const char *const magics[] = {RECORDING_MAGIC_1, RECORDING_MAGIC_2,
					     RECORDING_MAGIC};
	const size_t magic = sizeof RECORDING_MAGIC - 1;

	for (unsigned i = 0; length >= magic && i < sizeof magics / sizeof *magics; i++)
		if (memcmp(bytes, magics[i], magic) == 0)
			return i + 1;
	return 0;
}

size_t head_read(const unsigned char *bytes, size_t length, struct recording_head *head,
		 struct diag_list *diags)
{
	size_t most = length < RECORDING_HEAD_MOST ? length : RECORDING_HEAD_MOST;
	size_t at = sizeof RECORDING_MAGIC - 1;
	size_t errors = diags->errors;
	char text[LINE_MOST];

	head_begin(head);
	if (head_form(bytes, length) == 0) {
		refuse(bytes, length, diags);
		return 0;
	}
	for (uint32_t line = 2;; line++) {
		const unsigned char *end = memchr(bytes + at, '\n', most - at);

		if (!end) {
			diag_add(diags, DIAG_ERROR, in_line(line),
				 "the file is damaged or cut off: copy or record it again",
				 "the head of the recording does not end");
			return 0;
		}
		if (end == bytes + at)
			break;
		const char *value = split(bytes + at, (size_t)(end - bytes) - at, text);

		head_set(head, text, value, in_line(line), diags);
		at = (size_t)(end - bytes) + 1;
	}
	return diags->errors == errors && head_finish(head, diags) ? at + 1 : 0;
}

static void print_text(struct str *out, const char *key, const char *value)
{
	if (*value)
		str_printf(out, "%s %s\n", key, value);
}

size_t head_print(const struct recording_head *head, char *text, size_t bytes)
{
	const struct model *model = &head->model;
	struct str out = str_init(text, bytes);

	str_add(&out, RECORDING_MAGIC);
	print_text(&out, "python", head->python);
	print_text(&out, "command", head->command);
	if (model_find(model->name))
		print_text(&out, "model", model->name);
	str_printf(&out, "alignment %u\npool-size %u\narena-size %u\nthreshold %u\n",
		   1u << model->alignment_shift, model->pool_size, model->arena_size,
		   model->small_request_threshold);
	str_printf(&out, "keeps-last-arena %d\n", model->keep_last_arena);
	str_printf(&out, "debug-extra %u\nmem-domain %d\n", head->debug_extra, head->mem_domain);
	if (head->has_refusals)
		str_add(&out, "refusals 1\n");
	if (head->pid)
		str_printf(&out, "pid %" PRIu64 "\n", head->pid);
	str_add(&out, "\n");
	return out.cut ? 0 : out.length;
}
