/* door.c - the recorder's memory for processes that cannot open it; see door.h. */
#include "collect/door.h"

#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "recorder/share.h"

bool door_token(char *token)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char bytes[TOKEN_LENGTH / 2];

	if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
		return false;
	for (size_t i = 0; i < sizeof bytes; i++) {
		token[2 * i] = digits[bytes[i] >> 4];
		token[2 * i + 1] = digits[bytes[i] & 15];
	}
	return true;
}

int door_open(const char *token)
{
	int door = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;
	struct sockaddr_un address;
	socklen_t length = door_address(&address, token);

	if (door < 0)
		return -1;
	if (setsockopt(door, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) == 0 &&
	    bind(door, (struct sockaddr *)&address, length) == 0 &&
	    fcntl(door, F_SETOWN, getpid()) == 0 &&
	    fcntl(door, F_SETFL, O_NONBLOCK | O_ASYNC) == 0)
		return door;
	close(door);
	return -1;
}

/* The number of the process that sent this, as we see it; 0 = we do not. */
static uint32_t sender(struct msghdr *message)
{
	const struct cmsghdr *head = CMSG_FIRSTHDR(message);
	struct ucred who = {0};

	if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_CREDENTIALS)
		memcpy(&who, CMSG_DATA(head), sizeof who);
	return (uint32_t)who.pid;
}

static void give(int door, struct sockaddr_un *to, socklen_t length, uint32_t pid, int memory)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control = {.head = {.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET,
			      .cmsg_type = SCM_RIGHTS}};
	struct iovec bytes = {&pid, sizeof pid};
	struct msghdr message = {.msg_name = to, .msg_namelen = length, .msg_iov = &bytes,
				 .msg_iovlen = 1, .msg_control = &control,
				 .msg_controllen = sizeof control};

	memcpy(CMSG_DATA(&control.head), &memory, sizeof memory);
	sendmsg(door, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

void door_answer(int door, const char *token, int memory)
{
	for (;;) {
		union {
			struct cmsghdr head;
			char room[CMSG_SPACE(sizeof(struct ucred))];
		} control;
		char said[TOKEN_LENGTH + 1];
		struct sockaddr_un from;
		struct iovec bytes = {said, sizeof said};
		struct msghdr message = {.msg_name = &from, .msg_namelen = sizeof from,
					 .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = &control,
					 .msg_controllen = sizeof control};
		ssize_t length = recvmsg(door, &message, MSG_CMSG_CLOEXEC);

		if (length < 0)
			return;
		if (length == TOKEN_LENGTH && memcmp(said, token, TOKEN_LENGTH) == 0)
			give(door, &from, message.msg_namelen, sender(&message), memory);
	}
}
