/* threads.c - the other threads of this process; see threads.h. */
#include "recorder/threads.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/membarrier.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define STEP_NS 500000L      /* between two looks */
#define ENOUGH_NS 100000u    /* of a processor's time: a record takes some 20 */
#define THREADS_MOST 4096u   /* watched; with more of them nothing is certain */

struct thread {
	long id;
	uint64_t ran; /* nanoseconds, when it was first looked at */
};

/* What /proc says of a thread; its length, 0 = nothing (any more). */
static size_t read_of(long id, const char *what, char *text, size_t bytes)
{
	char path[64];
	ssize_t length;
	int fd;

	snprintf(path, sizeof path, "/proc/self/task/%ld/%s", id, what);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	length = fd >= 0 ? read(fd, text, bytes - 1) : 0;
	if (fd >= 0)
		close(fd);
	text[length > 0 ? length : 0] = '\0';
	return length > 0 ? (size_t)length : 0;
}

/* Whether it is in the middle of something; what has ended is not. */
static bool is_running(long id)
{
	char text[512];
	const char *state = read_of(id, "stat", text, sizeof text) ? strrchr(text, ')') : NULL;

	return state && strchr("SIXZ", state[2]) == NULL;
}

static uint64_t time_of(long id)
{
	char text[128];

	return read_of(id, "schedstat", text, sizeof text) ? strtoull(text, NULL, 10) : 0;
}

/* The others that run; false if there are too many, or nobody can tell. */
static bool find_running(struct thread *threads, size_t *count)
{
	DIR *folder = opendir("/proc/self/task");
	long own = syscall(SYS_gettid), id;
	bool all = true;
	struct dirent *entry;

	*count = 0;
	if (!folder)
		return false;
	while (all && (entry = readdir(folder))) {
		id = strtol(entry->d_name, NULL, 10);
		if (id <= 0 || id == own || !is_running(id))
			continue;
		if (*count == THREADS_MOST)
			all = false;
		else
			threads[(*count)++] = (struct thread){id, time_of(id)};
	}
	closedir(folder);
	return all;
}

/* Forget those that have got further; returns how many are left. */
static size_t look_again(struct thread *threads, size_t count)
{
	size_t left = 0;

	for (size_t i = 0; i < count; i++)
		if (is_running(threads[i].id) && time_of(threads[i].id) - threads[i].ran < ENOUGH_NS)
			threads[left++] = threads[i];
	return left;
}

bool threads_quiet(unsigned ms)
{
	static struct thread threads[THREADS_MOST];
	const struct timespec step = {.tv_nsec = STEP_NS};
	size_t count;

	/* What runs sees the memory as it is now. */
	syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
	if (!find_running(threads, &count))
		count = SIZE_MAX;
	for (long waited = 0; count > 0 && waited < (long)ms * 1000000; waited += STEP_NS) {
		nanosleep(&step, NULL);
		if (count != SIZE_MAX)
			count = look_again(threads, count);
		else if (waited >= 20000000)
			return false;
	}
	return count == 0;
}
