/* sentences.c - a run as sentences; see sentences.h. */
#include "export/sentences.h"

#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "draw/canvas.h"
#include "view/tell.h"

#define SCOUT_SLICE 65536

static void print_ascii(FILE *out, uint32_t code_point)
{
	if (code_point == 0x2192) /* → */
		fputs("->", out);
	else if (code_point == 0x21c4) /* ⇄ */
		fputs("<->", out);
	else if (code_point == 0xd7) /* × */
		putc('x', out);
	else
		putc((int)canvas_ascii(code_point), out);
}

void sentences_print(FILE *out, const char *text, bool ascii)
{
	const char *end = text + strlen(text);

	while (text < end) {
		uint32_t code_point;
		const char *at = text;

		while (text < end && (*text == '\n' || (*text >= ' ' && *text < 0x7f)))
			text++;
		fwrite(at, 1, (size_t)(text - at), out);
		if (text == end)
			return;
		at = text;
		text += utf8_decode(text, end, &code_point);
		if (!utf8_is_plain(code_point))
			putc(code_point == '\t' ? ' ' : '?', out);
		else if (ascii)
			print_ascii(out, code_point);
		else if (code_point == UTF8_REPLACEMENT)
			fputs("\xef\xbf\xbd", out); /* may stand for a byte that is no character */
		else
			fwrite(at, 1, (size_t)(text - at), out);
	}
}

struct teller {
	struct timeline *timeline;
	const struct sentences_options *options;
	struct scene scene;
	const char *because; /* of a question whose operation is still to come; NULL = none */
	char text[TELL_BYTES];
	FILE *out;
};

/* The answer to a question is what happens next. */
static void tell_because(struct teller *teller, struct str *out)
{
	const struct event *event = &teller->scene.current.event;
	enum lang lang = teller->scene.options.locale.lang;

	if (event->kind == EVENT_ASK) {
		teller->because = words_in(&event->because, lang);
	} else if (event->kind == EVENT_OP && teller->because) {
		str_printf(out, "%s%s\n", lang_text(lang, "Because: "), teller->because);
		teller->because = NULL;
	}
}

/* The event at the cursor, in full. */
static void tell(struct teller *teller)
{
	struct timeline *timeline = teller->timeline;
	struct str out = str_init(teller->text, sizeof teller->text);

	while (timeline_index(timeline)->events < timeline_position(timeline).events &&
	       timeline_scout(timeline, SCOUT_SLICE))
		;
	scene_prepare(&teller->scene, timeline, &teller->options->scene);
	if (!teller->scene.current.any)
		return;
	str_add(&out, "\n");
	tell_event(&teller->scene, &out);
	tell_steps(&teller->scene, 0, UINT32_MAX, &out);
	tell_finding(&teller->scene, &out);
	tell_because(teller, &out);
	tell_mark(&teller->scene, &out);
	sentences_print(teller->out, teller->text, teller->options->ascii);
}

static void tell_all(struct teller *teller)
{
	struct timeline *timeline = teller->timeline;
	struct position to = teller->options->to;
	struct str out = str_init(teller->text, sizeof teller->text);

	timeline_seek(timeline, teller->options->from ? *teller->options->from
						       : (struct position){0});
	scene_prepare(&teller->scene, timeline, &teller->options->scene);
	tell_head(&teller->scene, &out);
	sentences_print(teller->out, teller->text, teller->options->ascii);
	if (teller->options->from)
		tell(teller);
	while (timeline_position(timeline).events < to.events && !ferror(teller->out) &&
	       timeline_forward(timeline, DETAIL_OPERATION))
		tell(teller);
	if (to.steps > 0 && timeline_position(timeline).steps == 0 && timeline_seek(timeline, to))
		tell(teller);
}

bool sentences_tell(struct timeline *timeline, const struct sentences_options *options, FILE *out)
{
	struct teller *teller = mem_zero(1, sizeof *teller);
	bool good;

	teller->timeline = timeline;
	teller->options = options;
	teller->out = out;
	tell_all(teller);
	good = !ferror(out);
	free(teller);
	return good;
}
