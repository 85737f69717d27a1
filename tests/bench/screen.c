/*
 * screen.c - what a user feels: time to the first screen, time from a key to its
 * effect, memory, and CPU while idle. The real program in a pseudo terminal.
 *
 *	screen ARENAWALK SCENARIO
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "vt.h"

#define STARTS 21
#define KEYS 101

static double ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void print(const char *what, double *values, int count, const char *target)
{
	qsort(values, (size_t)count, sizeof *values, by_value);
	printf("%-28s median %6.2f ms   worst %6.2f ms   (%s)\n", what, values[count / 2],
	       values[count - 1], target);
}

static struct vt *start(const char *program, const char *scenario)
{
	const char *argv[] = {program, scenario, NULL};
	const char *envp[] = {"TERM=xterm-256color", "LC_ALL=C.UTF-8", NULL};
	struct vt *vt = vt_spawn(24, 80, argv, envp);

	if (!vt || !vt_until(vt, "? help", 5000)) {
		fprintf(stderr, "no screen came\n");
		exit(1);
	}
	return vt;
}

static long field_of(pid_t pid, const char *file, const char *name)
{
	char path[64], line[256];
	long value = 0;
	FILE *in;

	snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, file);
	in = fopen(path, "r");
	while (in && fgets(line, sizeof line, in))
		if (strncmp(line, name, strlen(name)) == 0)
			value = strtol(line + strlen(name), NULL, 10);
	if (in)
		fclose(in);
	return value;
}

/* User and system time, in clock ticks: fields 14 and 15 of /proc/PID/stat. */
static long cpu_ticks(pid_t pid)
{
	char path[64];
	long user = 0, system = 0;
	FILE *in;

	snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
	in = fopen(path, "r");
	if (!in || fscanf(in, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld",
			  &user, &system) != 2)
		user = -1;
	if (in)
		fclose(in);
	return user + system;
}

static void finish(struct vt *vt)
{
	vt_type(vt, "q");
	vt_finish(vt, 3000);
}

/* Alternate between two positions; the position in the title line tells when a key has shown. */
static void measure_keys(struct vt *vt)
{
	double times[KEYS];

	for (int i = 0; i < KEYS; i++) {
		double from = ms();

		vt_type(vt, i % 2 ? "3G" : "2G");
		if (!vt_until(vt, i % 2 ? "op 3/" : "op 2/", 2000))
			return;
		times[i] = ms() - from;
	}
	print("a key shows", times, KEYS, "target 16 ms");
}

int main(int argc, char **argv)
{
	double times[STARTS];
	struct vt *vt;
	long ticks;

	if (argc != 3) {
		fprintf(stderr, "usage: screen ARENAWALK SCENARIO\n");
		return 2;
	}
	for (int i = 0; i < STARTS; i++) {
		double from = ms();

		vt = start(argv[1], argv[2]);
		times[i] = ms() - from;
		finish(vt);
	}
	print("first screen of a lesson", times, STARTS, "target 50 ms");
	vt = start(argv[1], argv[2]);
	measure_keys(vt);
	ticks = cpu_ticks(vt_pid(vt));
	sleep(2);
	printf("%-28s %ld ticks of CPU in 2 s   (target 0)\n", "idle", cpu_ticks(vt_pid(vt)) - ticks);
	printf("%-28s %.1f MB resident, peak %.1f MB   (target 30 MB)\n", "memory of a lesson",
	       (double)field_of(vt_pid(vt), "status", "VmRSS:") / 1024,
	       (double)field_of(vt_pid(vt), "status", "VmHWM:") / 1024);
	finish(vt);
	return 0;
}
