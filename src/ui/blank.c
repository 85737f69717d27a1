/* blank.c - an empty screen; see blank.h. */
#include "ui/blank.h"

/* Whatever is pressed only brings the picture back. */
static struct taken press_any(struct ui *ui, const struct press *press)
{
	(void)press;
	overlay_close(ui, &blank_overlay);
	return TAKEN;
}

const struct overlay blank_overlay = {.covers = true, .press = press_any};
