/* save.c - runs to scenarios; see save.h. */
#include "export/save.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/outfile.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "export/output.h"
#include "heap/inspect.h"
#include "program/fork.h"
#include "session/session.h"

/* -- names --------------------------------------------------------------------------------- */

/* A block of a recording, and what it is called in the scenario. */
struct named {
	addr block;
	bool live;
	char name[LABEL_BYTES];
};

struct scenario_writer {
	const struct save *save;
	FILE *out;
	const char *prefix; /* #12, which is no name in a scenario, becomes c12 */
	const char *indent;
	struct {
		struct named *items;
		size_t count, capacity;
	} blocks;
	bool is_possible;
};

/* A prefix with which no typed name begins. */
static const char *choose_prefix(const struct save *save)
{
	static const char *const prefixes[] = {"c", "call", "call_", "recorded_"};
	size_t i = 0;

	for (size_t k = 0; k < save->typed && i < 3; k++)
		if (strncmp(fork_op(save->program, k)->name, prefixes[i], strlen(prefixes[i])) == 0) {
			i++;
			k = 0;
		}
	return prefixes[i];
}

static void spell(const struct scenario_writer *writer, const struct op *op, char name[LABEL_BYTES])
{
	const struct program *program = writer->save->program;
	char spelled[LABEL_BYTES];
	bool is_number;

	program->ops->spell(program, op->name, spelled, sizeof spelled);
	is_number = spelled[0] == '#';
	snprintf(name, LABEL_BYTES, "%.9s%.54s", is_number ? writer->prefix : "",
		 spelled + is_number);
}

static struct named *find_block(struct scenario_writer *writer, const struct op *op)
{
	for (size_t i = writer->blocks.count; i-- > 0;) {
		struct named *named = &writer->blocks.items[i];

		if (named->live && named->block == op->block)
			return named;
	}
	return NULL;
}

/* What the block given to an operation is called.  False: nobody has allocated it (NULL, or from
 * before the recording). */
static bool name_given(struct scenario_writer *writer, const struct op *op, char name[LABEL_BYTES])
{
	struct named *named;

	if (!writer->save->program->was_recorded) {
		spell(writer, op, name);
		return true;
	}
	named = find_block(writer, op);
	if (named)
		memcpy(name, named->name, LABEL_BYTES);
	return named != NULL;
}

static void keep_name(struct scenario_writer *writer, addr result, const char name[LABEL_BYTES])
{
	struct named named = {.block = result, .live = true};

	memcpy(named.name, name, LABEL_BYTES);
	if (writer->save->program->was_recorded && result)
		array_push(&writer->blocks, named);
}

static void forget_name(struct scenario_writer *writer, const struct op *op)
{
	struct named *named = find_block(writer, op);

	if (named)
		named->live = false;
}

/* -- operations ---------------------------------------------------------------------------- */

/* Contents, as text if they are that, or as the eight bytes of a value. */
static void write_write(struct scenario_writer *writer, const struct op *op, const char *name)
{
	bool is_text = op->bytes > 0;
	uint64_t value;

	for (uint64_t i = 0; i < op->bytes; i++)
		is_text &= op->data[i] >= ' ' && op->data[i] < 0x7f && !strchr("\"\\", op->data[i]);
	fprintf(writer->out, "write: {name: %s, offset: %" PRIu64 ", ", name, op->block - op->about);
	if (is_text) {
		fprintf(writer->out, "text: \"%.*s\"}\n", (int)op->bytes, (const char *)op->data);
	} else if (op->bytes == sizeof value) {
		memcpy(&value, op->data, sizeof value);
		fprintf(writer->out, "value: 0x%" PRIx64 "}\n", value);
	} else {
		writer->is_possible = false;
	}
}

static void write_new(struct scenario_writer *writer, const struct op *op, addr result)
{
	char name[LABEL_BYTES];

	spell(writer, op, name);
	keep_name(writer, result, name);
	fprintf(writer->out, "%s- ", writer->indent);
	if (op->kind == OP_CALLOC)
		fprintf(writer->out, "calloc: {name: %s, count: %" PRIu64 ", size: %" PRIu64 "}\n",
			name, op->count, op->bytes);
	else
		fprintf(writer->out, "alloc: {name: %s, size: %" PRIu64 "}\n", name, op->bytes);
}

static void write_realloc(struct scenario_writer *writer, const struct op *op, addr result)
{
	char name[LABEL_BYTES];

	if (!name_given(writer, op, name)) {
		write_new(writer, op, result); /* realloc(NULL, n) */
		return;
	}
	fprintf(writer->out, "%s- realloc: {name: %s, size: %" PRIu64 "}\n", writer->indent, name,
		op->bytes);
	if (result) {
		forget_name(writer, op);
		keep_name(writer, result, name);
	}
}

/* What nobody has allocated changes no pool. */
static void write_free(struct scenario_writer *writer, const struct op *op)
{
	char name[LABEL_BYTES];

	if (!name_given(writer, op, name))
		return;
	fprintf(writer->out, "%s- %s: %s\n", writer->indent,
		op->misuse < 0 ? "free" : "double_free", name);
	forget_name(writer, op);
}

static void write_op(struct scenario_writer *writer, const struct op *op, addr result)
{
	char name[LABEL_BYTES];

	if (op->failed)
		return; /* it changes nothing, and a scenario's would not fail */
	switch (op->kind) {
	case OP_MALLOC: case OP_CALLOC: write_new(writer, op, result); break;
	case OP_REALLOC: write_realloc(writer, op, result); break;
	case OP_FREE: write_free(writer, op); break;
	case OP_WRITE:
		spell(writer, op, name);
		fprintf(writer->out, "%s- ", writer->indent);
		write_write(writer, op, name);
		break;
	}
}

/* Run the program once more, and write down events [from] and after. */
static bool write_events(struct scenario_writer *writer, uint64_t from)
{
	const struct save *save = writer->save;
	struct world_options options = {.model = save->world->heap.model,
					.arena_limit = save->world->heap.arena_limit};
	struct world world;
	struct event event;
	addr result;

	if (!world_init(&world, save->program, &options, NULL))
		return false;
	for (uint64_t i = 0; i < save->events; i++) {
		world_peek(&world, &event);
		if (event.kind == EVENT_END)
			break;
		result = world_run(&world, &event, NULL);
		if (event.kind == EVENT_OP && i >= from)
			write_op(writer, &event.op, result);
	}
	world_fini(&world);
	return writer->is_possible;
}

/* -- whole scenarios ----------------------------------------------------------------------- */

/* A text in quotes, whatever is in it. */
static void write_quoted(FILE *out, const char *text)
{
	const char *end = text + strlen(text);

	fputc('\'', out);
	while (text < end) {
		uint32_t code_point;

		text += utf8_decode(text, end, &code_point);
		if (code_point == '\'')
			fputc('\'', out);
		utf8_put(utf8_is_plain(code_point) ? code_point : '?', out);
	}
	fputc('\'', out);
}

static void write_words(FILE *out, const char *key, const struct words *words)
{
	fprintf(out, "%s: {en: ", key);
	write_quoted(out, words->en ? words->en : words->zh);
	fputs(", zh: ", out);
	write_quoted(out, words->zh ? words->zh : words->en);
	fputs("}\n", out);
}

/* All operations, one after the other. */
static bool list(const struct save *save, bool on_pages, FILE *out)
{
	struct scenario_writer writer = {.save = save, .out = out, .indent = "  ",
					 .prefix = choose_prefix(save), .is_possible = true};
	const struct program *program = save->program;
	const char *name = save->input->source.name;
	bool good;

	if (program->title.en || program->title.zh) {
		write_words(out, "title", &program->title);
	} else {
		fputs("title: ", out);
		write_quoted(out, name);
		fputc('\n', out);
	}
	fprintf(out, "about: {en: 'The first %" PRIu64 " operations, and %" PRIu64
		" by hand.', zh: '前 %" PRIu64 " 个操作，加上手动的 %" PRIu64 " 个。'}\n",
		save->world->state->operations - save->typed, save->typed,
		save->world->state->operations - save->typed, save->typed);
	fprintf(out, "model: %s\n", save->world->heap.model->name);
	if (on_pages)
		fputs("arenas: page\n", out);
	if (program->arena_limit)
		fprintf(out, "arena_limit: %" PRIu64 "\n", program->arena_limit);
	fputs("steps:\n", out);
	good = write_events(&writer, 0);
	free(writer.blocks.items);
	return good;
}

/* The blanks in front of the first step. */
static int indent_of_steps(const char *text)
{
	const char *steps = strncmp(text, "steps:", 6) == 0 ? text : strstr(text, "\nsteps:");

	for (const char *line = steps ? strchr(steps + 1, '\n') : NULL; line;
	     line = strchr(line + 1, '\n')) {
		size_t blanks = strspn(line + 1, " ");

		if (line[1 + blanks] == '-')
			return (int)blanks;
	}
	return 2;
}

/* The text of the steps that have been done: up to the line of the next, if that begins one. */
static bool keep(const struct save *save, FILE *out)
{
	const struct source *source = &save->input->source;
	const struct program *program = save->input->program;
	struct scenario_writer writer = {.save = save, .out = out, .is_possible = true,
					 .prefix = ""};
	struct world world;
	struct event event = {0};
	char indent[80];
	size_t length;
	bool good;

	/* What would have come next, had nobody typed. */
	if (!world_init(&world, save->input->program,
			&(struct world_options){.model = save->world->heap.model}, NULL))
		return false;
	for (uint64_t i = 0; i <= save->events - save->typed; i++) {
		program->ops->peek(program, &world.heap, world.area, &event);
		if (event.kind == EVENT_END || i == save->events - save->typed)
			break;
		world_run(&world, &event, NULL);
	}
	world_fini(&world);
	length = source->length;
	if (event.kind != EVENT_END && event.place.line > 0) {
		const char *line = source_line(source, event.place.line, &length);

		length = line ? (size_t)(line - (const char *)source->bytes) : source->length;
	}
	fwrite(source->bytes, 1, length, out);
	if (length > 0 && source->bytes[length - 1] != '\n')
		fputc('\n', out);
	snprintf(indent, sizeof indent, "%*s", indent_of_steps((const char *)source->bytes), "");
	writer.indent = indent;
	good = write_events(&writer, save->events - save->typed);
	free(writer.blocks.items);
	return good;
}

/* -- trying -------------------------------------------------------------------------------- */

/* Whether a scenario opens, runs without a fault, and leads to the same heap. */
static bool leads_there(const struct save *save, const char *text)
{
	struct diag_list diags = {0};
	struct source source = {0};
	struct notices notices = {0};
	struct program *program;
	struct world world;
	struct event event;
	bool good = false;

	source_from_memory(&source, "saved.yaml", text, strlen(text));
	program = scenario_open(&source, &diags, NULL);
	if (program && world_init(&world, program, &(struct world_options){0}, &notices)) {
		uint64_t left = save->world->state->events + SAVE_MOST;

		for (world_peek(&world, &event); event.kind != EVENT_END && left-- > 0;
		     world_peek(&world, &event))
			world_run(&world, &event, &notices);
		good = heap_alike(&world.heap, &save->world->heap);
		for (size_t i = 0; i < notices.count; i++)
			good &= notices.items[i].kind == NOTICE_MARK;
		world_fini(&world);
	}
	program_destroy(program);
	notices_fini(&notices);
	source_fini(&source);
	diag_fini(&diags);
	return good;
}

enum manner { AS_TEXT, AS_LIST, AS_LIST_ON_PAGES, MANNERS };

/* NULL: it does not lead there, said in this manner. */
static char *try_manner(const struct save *save, enum manner manner)
{
	char *text = NULL;
	size_t length;
	FILE *out = mem_stream(&text, &length);
	bool good;

	good = manner == AS_TEXT ? keep(save, out) : list(save, manner == AS_LIST_ON_PAGES, out);
	good &= fclose(out) == 0;
	if (good && leads_there(save, text))
		return text;
	free(text);
	return NULL;
}

/* Each manner runs all of it once more. */
static bool has_room(const struct save *save)
{
	struct world world;
	bool good = world_init(&world, save->program, &(struct world_options){0}, NULL);

	if (good)
		world_fini(&world);
	return good;
}

char *save_text(const struct save *save, enum lang lang, char *why, size_t bytes)
{
	uint64_t operations = save->world->state->operations;
	bool is_long = operations > SAVE_MOST;
	char *text = NULL;

	if (!has_room(save)) {
		snprintf(why, bytes, "%s", lang_text(lang, "there is no memory for it"));
		return NULL;
	}
	if (!save->program->was_recorded)
		text = try_manner(save, AS_TEXT);
	for (int manner = AS_LIST; manner < MANNERS && !text && !is_long; manner++)
		text = try_manner(save, (enum manner)manner);
	if (text)
		return text;
	if (is_long)
		snprintf(why, bytes,
			 lang_text(lang,
				   "%" PRIu64 " operations: too long, a scenario can list %d"),
			 operations, SAVE_MOST);
	else if (operations == 0)
		snprintf(why, bytes, "%s",
			 lang_text(lang, "nothing has happened yet that a scenario could do"));
	else
		snprintf(why, bytes, "%s",
			 lang_text(
				 lang,
				 "no scenario leads here: its arenas lie as scenarios cannot say"));
	return NULL;
}

/* -- files --------------------------------------------------------------------------------- */

static bool exists(const char *path)
{
	struct stat info;

	return lstat(path, &info) == 0;
}

static bool write_file(const char *path, const char *text, char *why, size_t bytes)
{
	struct diag_list diags = {0};
	struct outfile out;
	bool good = outfile_open(&out, path, output_manner(OUTPUT_SCENARIO, false), &diags);

	if (good) {
		outfile_write(&out, text, strlen(text));
		good = outfile_finish(&out, &diags);
	}
	if (!good)
		snprintf(why, bytes, "%s: %s", path_name(path),
			 diags.count ? diags.items[0].message : "?");
	diag_fini(&diags);
	return good;
}

static void path_of(const struct session *session, char *path, size_t bytes)
{
	const char *name = session->by_hand.save_name;

	snprintf(path, bytes, "%s%s", name, strchr(path_name(name), '.') ? "" : ".yaml");
}

void save_session(const struct input *input, struct session *session)
{
	enum lang lang = session->lang;
	struct save save = {.input = input,
			    .program = session->by_hand.program ? session->by_hand.program : input->program,
			    .world = timeline_world(session->timeline),
			    .typed = session->by_hand.program ? fork_count(session->by_hand.program) : 0};
	struct position before = session->pair.at;
	char path[sizeof session->by_hand.save_name + 8], why[200];
	char *text = NULL;

	path_of(session, path, sizeof path);
	/* A fork is saved whole; a run up to the operation that is shown. */
	if (session->by_hand.program)
		pair_seek_end(&session->pair);
	else if (before.steps || before.writes)
		pair_forward(&session->pair, DETAIL_OPERATION);
	save.world = timeline_world(session->timeline);
	save.events = session->pair.at.events;
	if (exists(path) && !session->by_hand.save_over)
		snprintf(why, sizeof why,
			 lang_text(lang, "%s is there already: save! %s replaces it"), path,
			 path);
	else
		text = save_text(&save, lang, why, sizeof why);
	if (text && write_file(path, text, why, sizeof why))
		snprintf(why, sizeof why, lang_text(lang, "saved: %s"), path);
	session_sayf(session, "%s", why);
	pair_seek(&session->pair, before);
	free(text);
}
