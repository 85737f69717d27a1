/* no_interpose.c - the library for all interpreters but 2.7; see interpose.c. */
#include "recorder/hooks.h"

bool hooks_interpose(void)
{
	return false;
}
