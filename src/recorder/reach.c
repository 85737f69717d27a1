/* reach.c - how a process gets at the recorder's memory; see reach.h. */
#include "recorder/reach.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "recorder/share.h"

#define PATIENCE_S 5 /* the recorder may be waiting for a disk */

static char path[64];            /* "/proc/PID/fd/N" */
static char token[TOKEN_LENGTH + 1];

void reach_begin(unsigned pid, unsigned fd, const char *text)
{
	snprintf(path, sizeof path, "/proc/%u/fd/%u", pid, fd);
	snprintf(token, sizeof token, "%s", text);
}

bool reach_is_right(const char *text)
{
	return memcmp(text, token, TOKEN_LENGTH) == 0;
}

/* -- through /proc -------------------------------------------------------------------- */

/* In another /proc something else may be there: nothing is opened that is not ours. */
static int open_path(void)
{
	static const char name[] = "/memfd:" SHARE_NAME " (deleted)";
	char target[sizeof name];

	if (readlink(path, target, sizeof target) != (ssize_t)strlen(name) ||
	    memcmp(target, name, strlen(name)) != 0)
		return -1;
	return open(path, O_RDWR | O_CLOEXEC);
}

/* A /proc in which the recorder is found by its number has our number, too; getpid may know one in a
 * namespace of our own. */
uint32_t reach_number(void)
{
	char text[16] = "";
	ssize_t length = readlink("/proc/self", text, sizeof text - 1);
	uint32_t pid = length > 0 ? (uint32_t)strtoul(text, NULL, 10) : 0;

	return pid ? pid : (uint32_t)getpid();
}

/* -- at the door ---------------------------------------------------------------------- */

static bool knock(int fd)
{
	const struct timeval patience = {.tv_sec = PATIENCE_S};
	struct sockaddr_un own = {.sun_family = AF_UNIX}, door;
	socklen_t length = door_address(&door, token);

	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	/* A name of its own, whatever it is, for the answer. */
	return bind(fd, (struct sockaddr *)&own, sizeof own.sun_family) == 0 &&
	       connect(fd, (struct sockaddr *)&door, length) == 0 &&
	       send(fd, token, TOKEN_LENGTH, MSG_NOSIGNAL) == (ssize_t)TOKEN_LENGTH;
}

static int take_answer(int fd, uint32_t *pid)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec bytes = {pid, sizeof *pid};
	struct msghdr message = {.msg_iov = &bytes, .msg_iovlen = 1, .msg_control = &control,
				 .msg_controllen = sizeof control};
	ssize_t got = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
	const struct cmsghdr *head = got >= 0 ? CMSG_FIRSTHDR(&message) : NULL;
	int memory;

	if (!head || head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS)
		return -1;
	memcpy(&memory, CMSG_DATA(head), sizeof memory);
	if (got == sizeof *pid)
		return memory;
	close(memory);
	return -1;
}

static int ask(uint32_t *pid)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int memory = fd >= 0 && knock(fd) ? take_answer(fd, pid) : -1;

	if (fd >= 0)
		close(fd);
	if (memory >= 0 && *pid == 0) /* the recorder cannot see this process */
		*pid = (uint32_t)getpid();
	return memory;
}

int reach_memory(uint32_t *pid)
{
	int fd = open_path();

	if (fd < 0)
		return ask(pid);
	*pid = reach_number();
	return fd;
}
