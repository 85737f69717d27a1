/*
 * ledger_view.c - where every byte of the arenas is; the lines add up to the total, at every moment
 * and whatever the program has done to its memory.
 *
 *	█ requested       3,056   +16      what the operation at the cursor has made of it
 *	░ padding            16
 *	...
 *	= all arenas    262,144
 *	█░○○····H~□□□□□□················   the same lines, end to end
 *
 * Where rows are short, lines that belong together become one.
 */
#include "base/str.h"
#include "view/fill.h"
#include "view/view.h"

#define SIGN_COLUMNS 2   /* in front of a label: as in the bar that is made of all lines */
#define LABEL_COLUMNS 13 /* the longest, a blank included */
#define NUMBER_LEAST 9   /* "1,048,576" */
#define WIDE_BESIDE 46   /* from here on, what was before, the share and a bar have a place */
#define CHANGE_COLUMNS 26 /* "+1,048,576 was 25,165,824" */
#define SHARE_COLUMNS 6
#define COUNT_ROWS 3
#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

enum { REQUESTED, PADDING, LISTED, CARVABLE, HEADERS, TAILS, EMPTY, VIRGIN, ALIGNMENT, TOTAL,
       HANDED_OUT, AVAILABLE, WHOLE_POOLS, LINE_COUNT };

static const struct {
	const char *words;
	enum role role;
	uint32_t glyph; /* of the bar: what has the same colour must not look the same */
} kinds[LINE_COUNT] = {
	[REQUESTED] = {N_("asked for"), ROLE_BLOCK_USED, 0x2588},
	[PADDING] = {N_("padding"), ROLE_PADDING, 0x2591},
	[LISTED] = {N_("free blocks"), ROLE_BLOCK_FREE, 0x25cb},
	[CARVABLE] = {N_("virgin blocks"), ROLE_BLOCK_VIRGIN, '.'},
	[HEADERS] = {N_("pool headers"), ROLE_POOL_HEADER, 'H'},
	[TAILS] = {N_("pool tails"), ROLE_TAIL, '~'},
	[EMPTY] = {N_("empty pools"), ROLE_POOL_EMPTY, 0x25a1},
	[VIRGIN] = {N_("virgin pools"), ROLE_POOL_VIRGIN, 0xb7},
	[ALIGNMENT] = {N_("alignment"), ROLE_PADDING, 0x2592},
	[TOTAL] = {N_("all arenas"), ROLE_TEXT, '='},
	[HANDED_OUT] = {N_("in use"), ROLE_BLOCK_USED, 0x2588},
	[AVAILABLE] = {N_("free, virgin"), ROLE_BLOCK_FREE, 0x25cb},
	[WHOLE_POOLS] = {N_("free pools"), ROLE_POOL_EMPTY, 0x25a1},
};

static const int all_lines[] = {REQUESTED, PADDING, LISTED,    CARVABLE, HEADERS,
				TAILS,     EMPTY,   VIRGIN,    ALIGNMENT, TOTAL};
static const int few_lines[] = {HANDED_OUT, AVAILABLE, WHOLE_POOLS, HEADERS,
				TAILS,      ALIGNMENT, TOTAL};

static void read_count(const struct scene *scene, const struct count *count,
		       uint64_t bytes[LINE_COUNT])
{
	const struct heap_totals *t = &count->heap.totals;
	uint64_t pool = scene->model->pool_size;

	bytes[HANDED_OUT] = t->block_bytes;
	bytes[PADDING] = census_padding_bytes(count, scene->model);
	bytes[REQUESTED] = t->block_bytes - bytes[PADDING];
	bytes[LISTED] = t->listed_bytes;
	bytes[CARVABLE] = t->carvable_bytes;
	bytes[AVAILABLE] = t->available_bytes;
	bytes[HEADERS] = t->header_bytes;
	bytes[TAILS] = t->tail_bytes;
	bytes[EMPTY] = (t->pools_empty + t->pools_unset) * pool;
	bytes[VIRGIN] = t->pools_virgin * pool;
	bytes[WHOLE_POOLS] = bytes[EMPTY] + bytes[VIRGIN];
	bytes[ALIGNMENT] = t->alignment_bytes;
	bytes[TOTAL] = t->arenas * scene->model->arena_size;
}

struct ledger {
	const struct scene *scene;
	struct canvas *canvas;
	uint64_t now[LINE_COUNT], before[LINE_COUNT];
	int number_columns; /* all lines have the same */
};

static void draw_bar(const struct ledger *ledger, int x, int y, int line)
{
	int width = canvas_area(ledger->canvas).w - x;
	uint64_t part = ledger->now[line], whole = ledger->now[TOTAL];
	int filled = whole && width > 2 ? (int)(part * (uint64_t)width / whole) : 0;

	if (width > 2 && part > 0)
		canvas_fill(ledger->canvas, (struct rect){x, y, filled ? filled : 1, 1},
			    kinds[line].role,
			    !filled && kinds[line].glyph == 0x2588 ? 0x258f : kinds[line].glyph);
}

/* "+16"; returns its columns. */
static int draw_change(const struct ledger *ledger, int x, int y, int line)
{
	uint64_t now = ledger->now[line], before = ledger->before[line];
	char text[40];
	struct str out = str_init(text, sizeof text);

	str_char(&out, now > before ? '+' : '-');
	str_thousands(&out, now > before ? now - before : before - now);
	return canvas_text(ledger->canvas, x, y, canvas_area(ledger->canvas).w - x, ROLE_POINTER,
			   text);
}

static void draw_before(const struct ledger *ledger, int x, int y, int line)
{
	char text[40];
	struct str out = str_init(text, sizeof text);

	str_add(&out, tr(ledger->scene, "was "));
	str_thousands(&out, ledger->before[line]);
	canvas_text(ledger->canvas, x, y, canvas_area(ledger->canvas).w - x, ROLE_DIM, text);
}

/* Beside the number: what has changed; where there is room, what it was, the share, and a bar. */
static void draw_beside(const struct ledger *ledger, int x, int y, int line, bool changed)
{
	char text[16];
	struct str share = str_init(text, sizeof text);
	int room = canvas_area(ledger->canvas).w - x;

	if (changed) {
		int columns = draw_change(ledger, x, y, line);

		if (room >= WIDE_BESIDE)
			draw_before(ledger, x + 1 + columns, y, line);
	}
	if (room < WIDE_BESIDE || line == TOTAL)
		return;
	x += CHANGE_COLUMNS;
	fill_share(ledger->now[line], ledger->now[TOTAL], &share);
	canvas_textf(ledger->canvas, x, y, SHARE_COLUMNS, ROLE_DIM, "%5s", text);
	draw_bar(ledger, x + SHARE_COLUMNS, y, line);
}

static void draw_line(const struct ledger *ledger, int y, int line)
{
	const struct scene *scene = ledger->scene;
	int x = SIGN_COLUMNS + LABEL_COLUMNS + ledger->number_columns;
	uint64_t now = ledger->now[line];
	bool known = scene->census.knows_requests || line != PADDING;
	bool changed = known && scene->census.any_before && now != ledger->before[line];
	char text[40];
	struct str out = str_init(text, sizeof text);

	canvas_put(ledger->canvas, 0, y, kinds[line].role, kinds[line].glyph);
	canvas_text(ledger->canvas, SIGN_COLUMNS, y, LABEL_COLUMNS, ROLE_TEXT,
		    tr(scene, kinds[line].words));
	if (known)
		str_thousands(&out, now);
	else
		str_char(&out, '?');
	canvas_text(ledger->canvas, x - (int)out.length, y, (int)out.length,
		    now ? ROLE_STRONG : ROLE_DIM, text);
	if (changed)
		canvas_flag(ledger->canvas, (struct rect){x - (int)out.length, y, (int)out.length, 1},
			    CELL_CHANGED);
	if (known)
		draw_beside(ledger, x + 1, y, line, changed);
}

/* All lines end to end in [width] cells: they add up.  What there is at all has a cell; the
 * largest gives way. */
static void draw_sum(const struct ledger *ledger, struct rect row, const int *lines, int count)
{
	int cells[LINE_COUNT] = {0}, taken = 0, largest = 0, x = row.x;
	uint64_t whole = ledger->now[TOTAL];

	for (int i = 0; i < count && whole > 0; i++) {
		uint64_t part = ledger->now[lines[i]];

		if (lines[i] == TOTAL)
			continue;
		cells[i] = (int)(part * (uint64_t)row.w / whole);
		cells[i] += part > 0 && cells[i] == 0;
		taken += cells[i];
		if (part > ledger->now[lines[largest]])
			largest = i;
	}
	if (taken == 0)
		return;
	cells[largest] += row.w - taken;
	for (int i = 0; i < count; i++) {
		canvas_fill(ledger->canvas, (struct rect){x, row.y, cells[i], 1},
			    kinds[lines[i]].role, kinds[lines[i]].glyph);
		x += cells[i] > 0 ? cells[i] : 0;
	}
}

static void draw_counts(const struct scene *scene, struct canvas *canvas, int y,
			const struct heap_totals *t)
{
	const struct heap_control *control = scene->heap->control;
	uint64_t obtained = control->ntimes_arena_allocated;
	uint64_t pools = t->pools_used + t->pools_full;
	int width = canvas_area(canvas).w;

	canvas_textf(canvas, 0, y, width, ROLE_DIM,
		     pools == 1 ? tr(scene, "in use: %s blocks in %s pool")
				: tr(scene, "in use: %s blocks in %s pools"),
		     thousands(t->blocks).text, thousands(pools).text);
	canvas_textf(canvas, 0, y + 1, width, ROLE_DIM, tr(scene, "blocks at the system: %s"),
		     thousands(control->raw_allocated_blocks).text);
	canvas_textf(canvas, 0, y + 2, width, ROLE_DIM,
		     tr(scene, "arenas: %s obtained, %s given back"), thousands(obtained).text,
		     thousands(obtained - t->arenas).text);
}

/* While nobody can tell what was asked for, only that blocks are in use. */
static int line_for(const struct scene *scene, int line)
{
	return line == REQUESTED && !scene->census.knows_requests ? HANDED_OUT : line;
}

/* The form for [height] rows: all lines or few, under them the bar made of them if there is room.
 */
static void draw_lines(struct ledger *ledger, int height)
{
	bool all = height >= COUNT(all_lines);
	int count = all ? COUNT(all_lines) : COUNT(few_lines), lines[COUNT(all_lines)];
	int width = canvas_area(ledger->canvas).w, y = 0;
	int x = SIGN_COLUMNS + LABEL_COLUMNS + ledger->number_columns + 1;
	bool wide = width - x >= WIDE_BESIDE;

	for (int i = 0; i < count; i++) {
		lines[i] = line_for(ledger->scene, all ? all_lines[i] : few_lines[i]);
		draw_line(ledger, y++, lines[i]);
	}
	if (wide) { /* under the other bars */
		x += CHANGE_COLUMNS + SHARE_COLUMNS;
		draw_sum(ledger, (struct rect){x, y - 1, width - x, 1}, lines, count);
	} else if (y < height) {
		draw_sum(ledger, (struct rect){0, y++, width, 1}, lines, count);
	}
	if (y >= height)
		return;
	y += height >= y + 1 + COUNT_ROWS;
	draw_counts(ledger->scene, ledger->canvas, y, &ledger->scene->census.now.heap.totals);
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct ledger ledger = {.scene = scene, .canvas = canvas};
	char text[40];
	struct str longest = str_init(text, sizeof text);

	read_count(scene, &scene->census.now, ledger.now);
	read_count(scene, &scene->census.before, ledger.before);
	str_thousands(&longest, ledger.now[TOTAL]);
	ledger.number_columns = (int)longest.length > NUMBER_LEAST ? (int)longest.length
								   : NUMBER_LEAST;
	draw_lines(&ledger, canvas_area(canvas).h);
}

static void title(const struct scene *scene, struct str *out)
{
	str_add(out, tr(scene, "where the bytes are"));
}

const struct view_ops view_ledger = {
	.name = N_("where the bytes are"), .title = title, .draw = draw};
