/* sink_svg.c - one picture as SVG; see sink_svg.h. */
#include "draw/sink_svg.h"

#include <stdlib.h>

#include "base/mem.h"
#include "draw/svg.h"

static bool write_picture(const struct canvas *canvas, const struct svg_options *options, FILE *out)
{
	struct svg_styles styles = {.count = 0};
	char *rows = NULL;
	size_t length = 0;
	FILE *body = mem_stream(&rows, &length);

	for (int y = 0; y < canvas->height; y++) {
		fprintf(body, "<g transform=\"translate(%d %d)\">", SVG_MARGIN,
			SVG_MARGIN + y * SVG_ROW);
		svg_row(options, &styles, canvas_cell(canvas, 0, y), 0, canvas->width, body);
		fputs("</g>\n", body);
	}
	fclose(body);
	svg_begin(options, canvas->width, canvas->height, out);
	fputs("<style>", out);
	svg_style_sheet(options, &styles, out);
	fputs("</style>\n", out);
	fwrite(rows, 1, length, out);
	svg_end(out);
	free(rows);
	return !ferror(out);
}

bool sink_svg(const struct canvas *canvas, const struct svg_options *options, FILE *out)
{
	struct canvas *spelled;
	bool good;

	if (!options->ascii)
		return write_picture(canvas, options, out);
	spelled = canvas_new(canvas->width, canvas->height);
	canvas_spell(spelled, canvas);
	good = write_picture(spelled, options, out);
	canvas_destroy(spelled);
	return good;
}
