/*
 * sink_film.c - a film as one SVG; see sink_film.h.
 *
 * The screen is cut into tiles, a row high and some columns wide.  What a tile shows in the course
 * of the film is a strip of pictures, one below the other, of which one is seen through a window;
 * an animation of CSS moves the strip in jumps:
 *
 *	+-----------+
 *	| 3 of 253  |  seen from 0 s on          @keyframes t7 {
 *	+-----------+                                0%   {transform: translateY(0)}
 *	| 4 of 253  |  from 2.5 s on                25%   {transform: translateY(-20px)}
 *	+-----------+                            }
 *
 * So a picture that comes back is written once, and nothing is written for tiles that stand still.
 */
#include "draw/sink_film.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "draw/svg.h"

#define TILE_COLUMNS 20 /* smaller: more keyframes; larger: more of what has not changed */

struct jump {
	uint64_t ms;
	uint32_t picture;
};

struct pictures {
	char **items; /* elements; owned */
	size_t count, capacity;
};

struct jumps {
	struct jump *items;
	size_t count, capacity;
};

struct tile {
	int y, from, to;
	struct pictures pictures;
	struct jumps jumps;
	uint32_t poster; /* the picture that is seen where nothing moves */
};

struct sink_film {
	int width, height;
	struct svg_options options;
	struct svg_styles styles;
	struct {
		struct tile *items;
		size_t count, capacity;
	} tiles;
	struct canvas *last;
	struct canvas *spelled; /* a frame in ASCII */
	bool has_poster;
};

struct sink_film *sink_film_new(int width, int height, const struct svg_options *options)
{
	struct sink_film *strip = mem_zero(1, sizeof *strip);

	strip->width = width;
	strip->height = height;
	strip->options = *options;
	strip->spelled = canvas_new(width, height);
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x += TILE_COLUMNS)
			array_push(&strip->tiles,
				   (struct tile){.y = y,
						 .from = x,
						 .to = x + TILE_COLUMNS < width ? x + TILE_COLUMNS
										: width});
	return strip;
}

/* The number of the tile's picture of this canvas; a new one, if it was not seen before. */
static uint32_t picture_of(struct sink_film *strip, struct tile *tile, const struct canvas *canvas)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = mem_stream(&text, &length);

	svg_row(&strip->options, &strip->styles, canvas_cell(canvas, 0, tile->y), tile->from,
		tile->to, out);
	fclose(out);
	for (size_t i = 0; i < tile->pictures.count; i++)
		if (strcmp(tile->pictures.items[i], text) == 0) {
			free(text);
			return (uint32_t)i;
		}
	array_push(&tile->pictures, text);
	return (uint32_t)tile->pictures.count - 1;
}

/* The canvas as it is shown. */
static const struct canvas *shown(struct sink_film *strip, const struct canvas *canvas)
{
	if (!strip->options.ascii)
		return canvas;
	canvas_spell(strip->spelled, canvas);
	return strip->spelled;
}

static bool is_same(const struct canvas *a, const struct canvas *b, const struct tile *tile)
{
	return memcmp(canvas_cell(a, tile->from, tile->y), canvas_cell(b, tile->from, tile->y),
		      (size_t)(tile->to - tile->from) * sizeof *a->cells) == 0;
}

void sink_film_frame(struct sink_film *strip, uint64_t ms, const struct canvas *canvas)
{
	canvas = shown(strip, canvas);
	for (size_t i = 0; i < strip->tiles.count; i++) {
		struct tile *tile = &strip->tiles.items[i];
		uint32_t picture;

		if (strip->last && is_same(strip->last, canvas, tile))
			continue;
		picture = picture_of(strip, tile, canvas);
		if (tile->jumps.count == 0 ||
		    tile->jumps.items[tile->jumps.count - 1].picture != picture)
			array_push(&tile->jumps, (struct jump){ms, picture});
		if (!strip->has_poster)
			tile->poster = picture;
	}
	if (!strip->last)
		strip->last = canvas_new(canvas->width, canvas->height);
	memcpy(strip->last->cells, canvas->cells,
	       (size_t)canvas->width * (size_t)canvas->height * sizeof *canvas->cells);
}

void sink_film_poster(struct sink_film *strip, const struct canvas *canvas)
{
	strip->has_poster = true;
	canvas = shown(strip, canvas);
	for (size_t i = 0; i < strip->tiles.count; i++)
		strip->tiles.items[i].poster =
			picture_of(strip, &strip->tiles.items[i], canvas);
}

/* -- writing --------------------------------------------------------------------------------- */

static bool moves(const struct tile *tile)
{
	return tile->jumps.count > 1;
}

/* Wide characters may stand on a border between tiles: windows are cut there, and each tile draws
 * its half. */
static void put_tile(const struct tile *tile, size_t number, FILE *out)
{
	int x = SVG_MARGIN + tile->from * SVG_COLUMN, y = SVG_MARGIN + tile->y * SVG_ROW;

	if (!moves(tile)) {
		if (tile->pictures.count && *tile->pictures.items[tile->poster])
			fprintf(out, "<g transform=\"translate(%d %d)\">%s</g>\n", x, y,
				tile->pictures.items[tile->poster]);
		return;
	}
	fprintf(out, "<svg x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"><g class=\"T%zu\"", x, y,
		(tile->to - tile->from) * SVG_COLUMN, SVG_ROW, number);
	if (tile->poster)
		fprintf(out, " transform=\"translate(0 -%u)\"", tile->poster * SVG_ROW);
	putc('>', out);
	for (size_t i = 0; i < tile->pictures.count; i++) {
		if (!*tile->pictures.items[i])
			continue;
		if (i == 0)
			fputs("<g>", out);
		else
			fprintf(out, "<g transform=\"translate(0 %zu)\">", i * SVG_ROW);
		fprintf(out, "%s</g>", tile->pictures.items[i]);
	}
	fputs("</g></svg>\n", out);
}

static void put_animation(const struct tile *tile, size_t number, uint64_t length_ms, FILE *out)
{
	if (!moves(tile))
		return;
	fprintf(out, ".T%zu{animation-name:T%zu}@keyframes T%zu{", number, number, number);
	for (size_t i = 0; i < tile->jumps.count; i++)
		fprintf(out, "%.6g%%{transform:translateY(-%upx)}",
			100 * (double)tile->jumps.items[i].ms / (double)length_ms,
			tile->jumps.items[i].picture * SVG_ROW);
	fputs("}\n", out);
}

/* Browsers that are asked for less motion show the poster; pointing at the film stops it. */
static void put_style(const struct sink_film *strip, uint64_t length_ms, FILE *out)
{
	fputs("<style>", out);
	svg_style_sheet(&strip->options, &strip->styles, out);
	fprintf(out,
		"\n[class^=T]{animation:%gs step-end infinite}svg:hover "
		"[class^=T]{animation-play-state:paused}\n",
		(double)length_ms / 1000);
	for (size_t i = 0; i < strip->tiles.count; i++)
		put_animation(&strip->tiles.items[i], i, length_ms, out);
	fputs("@media(prefers-reduced-motion:reduce){[class^=T]{animation:none!important}}</style>\n",
	      out);
}

static void destroy(struct sink_film *strip)
{
	for (size_t i = 0; i < strip->tiles.count; i++) {
		struct tile *tile = &strip->tiles.items[i];

		for (size_t k = 0; k < tile->pictures.count; k++)
			free(tile->pictures.items[k]);
		free(tile->pictures.items);
		free(tile->jumps.items);
	}
	free(strip->tiles.items);
	canvas_destroy(strip->last);
	canvas_destroy(strip->spelled);
	free(strip);
}

bool sink_film_end(struct sink_film *strip, uint64_t ms, FILE *out)
{
	svg_begin(&strip->options, strip->width, strip->height, out);
	put_style(strip, ms > 0 ? ms : 1, out);
	for (size_t i = 0; i < strip->tiles.count; i++)
		put_tile(&strip->tiles.items[i], i, out);
	svg_end(out);
	destroy(strip);
	return !ferror(out);
}
