/* sink_cast.c - frames as an asciicast; see sink_cast.h. */
#include "draw/sink_cast.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "draw/ansi.h"

struct cast {
	FILE *out;
	int version;
	uint64_t ms;            /* of the last event */
	struct ansi ansi;       /* writes into [bytes] */
	char *bytes;
	size_t length;
	struct canvas *before;  /* what is shown; NULL = nothing yet */
	struct canvas *spelled; /* a frame in ASCII; NULL = frames are shown as they are */
};

/* -- JSON -------------------------------------------------------------------------------------- */

static void put_char(FILE *out, uint32_t code_point, const char *bytes, size_t count)
{
	if (code_point == '"' || code_point == '\\')
		fprintf(out, "\\%c", (char)code_point);
	else if (code_point == '\n')
		fputs("\\n", out);
	else if (code_point == '\r')
		fputs("\\r", out);
	else if (code_point < 0x20 || code_point == 0x7f)
		fprintf(out, "\\u%04" PRIx32, code_point);
	else
		fwrite(bytes, 1, count, out);
}

static void put_string(FILE *out, const char *text, size_t length)
{
	const char *end = text + length;

	putc('"', out);
	while (text < end) {
		uint32_t code_point;
		char bytes[4];

		text += utf8_decode(text, end, &code_point);
		put_char(out, code_point, bytes, utf8_encode(code_point, bytes));
	}
	putc('"', out);
}

/* What players show beside the screen: a title, a mark.  All of it is words. */
static void put_words(FILE *out, const char *text)
{
	char *plain = NULL;
	size_t length = 0;
	FILE *into = open_memstream(&plain, &length);

	if (into) {
		utf8_put_plain(text, strlen(text), into);
		fclose(into);
	}
	put_string(out, plain ? plain : "", length);
	free(plain);
}

static void put_member(FILE *out, const char *name, const char *value)
{
	if (!value)
		return;
	fprintf(out, ",\"%s\":", name);
	put_words(out, value);
}

/* -- events -------------------------------------------------------------------------------------- */

/* Version 2 counts from the beginning, 3 from the event before. */
static void begin_event(struct cast *cast, uint64_t ms, char code)
{
	uint64_t time = cast->version == 3 ? ms - cast->ms : ms;

	fprintf(cast->out, "[%" PRIu64 ".%03" PRIu64 ",\"%c\",", time / 1000, time % 1000, code);
	cast->ms = ms;
}

static void put_event(struct cast *cast, uint64_t ms, char code, const char *data, size_t length)
{
	begin_event(cast, ms, code);
	put_string(cast->out, data, length);
	fputs("]\n", cast->out);
}

/* What was written for the terminal becomes an event. */
static void flush(struct cast *cast, uint64_t ms)
{
	fflush(cast->ansi.out);
	if (cast->length > 0)
		put_event(cast, ms, 'o', cast->bytes, cast->length);
	rewind(cast->ansi.out);
}

static void put_theme(FILE *out, const struct theme *theme)
{
	struct ground ground = theme_ground(theme);

	fprintf(out, ",\"theme\":{\"fg\":\"#%06" PRIx32 "\",\"bg\":\"#%06" PRIx32 "\",\"palette\":\"",
		ground.foreground, ground.background);
	for (int i = 0; i < 16; i++)
		fprintf(out, "%s#%06" PRIx32, i ? ":" : "", style_rgb(i));
	fputs("\"}", out);
}

static void put_head(const struct cast *cast, const struct cast_options *options)
{
	FILE *out = cast->out;

	if (options->version == 3)
		fprintf(out, "{\"version\":3,\"term\":{\"cols\":%d,\"rows\":%d", options->width,
			options->height);
	else
		fprintf(out, "{\"version\":2,\"width\":%d,\"height\":%d", options->width,
			options->height);
	if (options->version == 3) {
		put_member(out, "type", options->term);
		put_theme(out, options->theme);
		putc('}', out);
	}
	if (options->timestamp)
		fprintf(out, ",\"timestamp\":%" PRId64, options->timestamp);
	put_member(out, "title", options->title);
	if (options->version == 2) {
		if (options->term) {
			fputs(",\"env\":{\"TERM\":", out);
			put_words(out, options->term);
			putc('}', out);
		}
		put_theme(out, options->theme);
	}
	fputs("}\n", out);
}

struct cast *sink_cast_begin(FILE *out, const struct cast_options *options)
{
	struct cast *cast = mem_zero(1, sizeof *cast);

	cast->out = out;
	cast->version = options->version;
	cast->ansi = (struct ansi){options->theme, options->depth,
				   mem_stream(&cast->bytes, &cast->length), 0, 0, {0}};
	if (options->ascii)
		cast->spelled = canvas_new(options->width, options->height);
	put_head(cast, options);
	return cast;
}

static void keep(struct cast *cast, const struct canvas *canvas)
{
	if (!cast->before)
		cast->before = canvas_new(canvas->width, canvas->height);
	canvas_reset(cast->before, canvas->width, canvas->height);
	memcpy(cast->before->cells, canvas->cells,
	       (size_t)canvas->width * (size_t)canvas->height * sizeof *canvas->cells);
}

void sink_cast_frame(struct cast *cast, uint64_t ms, const struct canvas *canvas)
{
	const struct canvas *before = cast->before;
	char size[32];

	if (cast->spelled) {
		canvas_spell(cast->spelled, canvas);
		canvas = cast->spelled;
	}
	if (before && (before->width != canvas->width || before->height != canvas->height)) {
		snprintf(size, sizeof size, "%dx%d", canvas->width, canvas->height);
		put_event(cast, ms, 'r', size, strlen(size));
		before = NULL;
	}
	if (!before)
		ansi_begin(&cast->ansi);
	ansi_change(&cast->ansi, before, canvas);
	keep(cast, canvas);
	flush(cast, ms);
}

void sink_cast_mark(struct cast *cast, uint64_t ms, const char *label)
{
	begin_event(cast, ms, 'm');
	put_words(cast->out, label);
	fputs("]\n", cast->out);
}

bool sink_cast_end(struct cast *cast, uint64_t ms)
{
	bool good;

	if (cast->before)
		ansi_end(&cast->ansi, cast->before->height);
	flush(cast, ms > cast->ms ? ms : cast->ms);
	good = !ferror(cast->out);
	fclose(cast->ansi.out);
	free(cast->bytes);
	canvas_destroy(cast->before);
	canvas_destroy(cast->spelled);
	free(cast);
	return good;
}
