/* head.c - the head of a recording; see head.h. */
#include "trace/head.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/str.h"

#define NEWEST "cpython-3.13"
#define LINE_MOST 1000

/* -- values --------------------------------------------------------------------------- */

static bool read_number(const char *text, uint64_t most, uint64_t *number)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	*number = strtoull(text, &end, 10);
	return *end == '\0' && *number <= most;
}

static struct diag_place in_line(uint32_t line)
{
	return (struct diag_place){.line = line};
}

static bool set_number(const char *key, const char *value, uint64_t most, uint64_t *number,
		       uint32_t line, struct diag_list *diags)
{
	if (read_number(value, most, number))
		return true;
	diag_add(diags, DIAG_ERROR, in_line(line), NULL,
		 "'%s' must be a number up to %" PRIu64 ", not '%s'", key, most, value);
	return false;
}

static void set_model(struct recording_head *head, const char *name, uint32_t line,
		      struct diag_list *diags)
{
	const char *names[64];
	size_t count = model_names(names, 64);
	const struct model *model = model_find(name);
	const char *near = diag_nearest(name, names, count);
	char hint[100] = "`arenawalk models` lists them";

	if (near)
		snprintf(hint, sizeof hint, "did you mean '%s'?", near);
	if (model)
		head->model = *model;
	else
		diag_add(diags, DIAG_ERROR, in_line(line), hint, "no model is called '%s'", name);
}

bool head_set(struct recording_head *head, const char *key, const char *value, uint32_t line,
	      struct diag_list *diags)
{
	uint64_t n = 0;

	if (strcmp(key, "python") == 0) {
		snprintf(head->python, sizeof head->python, "%s", value);
	} else if (strcmp(key, "command") == 0) {
		snprintf(head->command, sizeof head->command, "%s", value);
	} else if (strcmp(key, "model") == 0) {
		set_model(head, value, line, diags);
	} else if (strcmp(key, "alignment") == 0) {
		if (!read_number(value, 16, &n) || (n != 8 && n != 16))
			diag_error(diags, in_line(line), "'alignment' must be 8 or 16, not '%s'",
				   value);
		else
			head->model.alignment_shift = n == 8 ? 3 : 4;
	} else if (strcmp(key, "pool-size") == 0) {
		if (set_number(key, value, 1 << 16, &n, line, diags))
			head->model.pool_size = (uint32_t)n;
	} else if (strcmp(key, "arena-size") == 0) {
		if (set_number(key, value, 1 << 22, &n, line, diags))
			head->model.arena_size = (uint32_t)n;
	} else if (strcmp(key, "keeps-last-arena") == 0) {
		if (set_number(key, value, 1, &n, line, diags))
			head->model.keep_last_arena = n;
	} else if (strcmp(key, "debug-extra") == 0) {
		if (set_number(key, value, 64, &n, line, diags))
			head->debug_extra = (uint32_t)n;
	} else if (strcmp(key, "mem-domain") == 0) {
		if (set_number(key, value, 1, &n, line, diags))
			head->mem_domain = n;
	} else if (strcmp(key, "pid") == 0) {
		set_number(key, value, UINT32_MAX, &head->pid, line, diags);
	} else {
		return false;
	}
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

/* The version's own model if the process behaved like it, else the first that does: a patched
 * interpreter need not behave like its version. */
static const struct model *model_like(const struct model *found, const char *python)
{
	const struct model *first = NULL, *model;
	char own[32] = "";
	int major, minor;

	if (sscanf(python, "%d.%d", &major, &minor) == 2)
		snprintf(own, sizeof own, "cpython-%d.%d", major, minor);
	for (size_t i = 0; (model = model_at(i)); i++) {
		if (!same_behaviour(model, found))
			continue;
		if (strcmp(model->name, own) == 0)
			return model;
		if (!first)
			first = model;
	}
	return first;
}

static bool is_power(uint32_t number)
{
	return number != 0 && (number & (number - 1)) == 0;
}

static bool is_possible(const struct model *model)
{
	return is_power(model->pool_size) && is_power(model->arena_size) &&
	       model->pool_size >= 256 && model->arena_size / model->pool_size >= 2 &&
	       model->arena_size / model->pool_size <= MAX_POOLS_IN_ARENA &&
	       model->small_request_threshold * 2 + POOL_OVERHEAD <= model->pool_size;
}

void head_begin(struct recording_head *head)
{
	*head = (struct recording_head){.model = *model_find(NEWEST), .mem_domain = true};
}

bool head_finish(struct recording_head *head, uint32_t line, struct diag_list *diags)
{
	const struct model *known;

	if (!is_possible(&head->model)) {
		diag_add(diags, DIAG_ERROR, in_line(line), NULL,
			 "no allocator has arenas of %u bytes and pools of %u",
			 head->model.arena_size, head->model.pool_size);
		return false;
	}
	known = strcmp(head->model.name, "toy") == 0 ? NULL
						      : model_like(&head->model, head->python);
	if (head->python[0] == '\0' && same_behaviour(&head->model, model_find(head->model.name)))
		known = model_find(head->model.name);
	if (known)
		head->model = *known;
	if (!known) {
		head->model.name = "recorded";
		head->model.summary = "as found in the process";
	}
	snprintf(head->model_name, sizeof head->model_name, "%s", head->model.name);
	return true;
}

/* -- lines ---------------------------------------------------------------------------- */

/* Split "key value"; control characters become '?'. */
static bool split(const unsigned char *line, size_t length, char *text, char **value)
{
	char *blank;

	if (length >= LINE_MOST)
		length = LINE_MOST - 1;
	for (size_t i = 0; i < length; i++)
		text[i] = line[i] < 0x20 || line[i] == 0x7f ? '?' : (char)line[i];
	text[length] = '\0';
	blank = strchr(text, ' ');
	if (!blank)
		return false;
	*blank = '\0';
	*value = blank + 1;
	return true;
}

size_t head_read(const unsigned char *bytes, size_t length, struct recording_head *head,
		 struct diag_list *diags)
{
	size_t at = sizeof RECORDING_MAGIC - 1, most = length;
	size_t errors = diags->errors;
	char text[LINE_MOST], *value;

	head_begin(head);
	if (!recording_is(bytes, length)) {
		diag_add(diags, DIAG_ERROR, DIAG_WHOLE_FILE,
			 "a recording is made by `arenawalk record`", "this is not a recording");
		return 0;
	}
	if (most > RECORDING_HEAD_MOST)
		most = RECORDING_HEAD_MOST;
	for (uint32_t line = 2;; line++) {
		const unsigned char *end = memchr(bytes + at, '\n', most - at);

		if (!end) {
			diag_error(diags, in_line(line), "the head of the recording does not end");
			return 0;
		}
		if (end == bytes + at)
			break;
		if (split(bytes + at, (size_t)(end - bytes) - at, text, &value))
			head_set(head, text, value, line, diags);
		at = (size_t)(end - bytes) + 1;
	}
	if (diags->errors > errors || !head_finish(head, 0, diags))
		return 0;
	return at + 1;
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
	str_printf(&out, "alignment %u\npool-size %u\narena-size %u\nkeeps-last-arena %d\n",
		   1u << model->alignment_shift, model->pool_size, model->arena_size,
		   model->keep_last_arena);
	str_printf(&out, "debug-extra %u\nmem-domain %d\n", head->debug_extra, head->mem_domain);
	if (head->pid)
		str_printf(&out, "pid %" PRIu64 "\n", head->pid);
	str_add(&out, "\n");
	return out.cut ? 0 : out.length;
}
