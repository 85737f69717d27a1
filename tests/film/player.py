#!/usr/bin/env python3
"""player.py - casts in Debian's asciinema, and the program under its recorder.

usage: player.py PROGRAM LESSONS.  Without asciinema it is skipped (status 77).
"""

import fcntl
import json
import os
import pty
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time

PROGRAM, LESSONS = sys.argv[1:3]
ROUNDS = 3
PATIENCE_S = 60
checks = failures = 0


def check(what, good):
    global checks, failures
    checks += 1
    if not good:
        failures += 1
        print("FAILED:", what)


def output_of(path):
    """What the events of a cast put out, in order."""
    with open(path, encoding="utf-8") as cast:
        head, *events = map(json.loads, cast)
    return head, "".join(data for _, code, data in events if code == "o")


def plays(folder, lesson, language):
    cast = os.path.join(folder, "lesson.cast")
    subprocess.run([PROGRAM, "render", os.path.join(LESSONS, lesson), "--format", "cast", "--lang",
                    language, "-o", cast], check=True)
    played = subprocess.run(["asciinema", "play", "-s", "100000", cast], capture_output=True,
                            stdin=subprocess.DEVNULL, check=False)
    check(f"{lesson}: status {played.returncode}: {played.stderr[-300:]}", played.returncode == 0)
    check(f"{lesson} in {language}: other output than the events'",
          played.stdout.decode() == output_of(cast)[1])


class Terminal:
    """A terminal of 24x80 with a program in it."""

    def __init__(self, *command):
        self.bytes = b""
        self.pid, self.pty = pty.fork()
        if self.pid == 0:
            os.execvp(command[0], command)
        fcntl.ioctl(self.pty, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def read_until(self, done, seconds):
        end = time.monotonic() + seconds
        while not done() and (left := end - time.monotonic()) > 0:
            if not select.select([self.pty], [], [], left)[0]:
                break
            try:
                data = os.read(self.pty, 65536)
            except OSError:
                data = b""
            if not data:
                break
            self.bytes += data

    def quiet(self, seconds):
        """Until nothing has come for so long."""
        last = -1
        while len(self.bytes) > last:
            last = len(self.bytes)
            before = last
            self.read_until(lambda: len(self.bytes) > before, seconds)

    def type(self, keys):
        os.write(self.pty, keys)

    def finish(self):
        self.read_until(lambda: False, PATIENCE_S)
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.pty)
        return status


def records(folder, number):
    cast = os.path.join(folder, f"{number}.cast")
    lesson = os.path.join(LESSONS, "07-four-blocks.yaml")
    terminal = Terminal("asciinema", "rec", "-q", "--overwrite", "-c", f"'{PROGRAM}' play '{lesson}'",
                        cast)
    terminal.read_until(lambda: b"quit" in terminal.bytes, PATIENCE_S)
    terminal.quiet(0.5)
    terminal.type(b"G")
    terminal.quiet(0.5)
    terminal.type(b"q")
    check(f"recording {number}: status", terminal.finish() == 0)
    head, output = output_of(cast)
    check(f"recording {number}: {head['width']}x{head['height']}",
          (head["width"], head["height"]) == (80, 24))
    check(f"recording {number}: the screen is not left at its end",
          output.rstrip().endswith("\033[?25h") and "\033[?1049l" in output[-200:])
    check(f"recording {number}: something else was on the screen",
          output and output in terminal.bytes.decode())


def main():
    if not shutil.which("asciinema"):
        print("player.py: skipped, asciinema is not installed")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(TERM="xterm-256color", ASCIINEMA_CONFIG_HOME=folder, SHELL="/bin/sh")
        for lesson in "07-four-blocks.yaml", "19-one-survivor.yaml":
            for language in "en", "zh":
                plays(folder, lesson, language)
        for number in range(ROUNDS):
            records(folder, number)
    print(f"player.py: {checks} checks, {failures} failures")
    sys.exit(failures > 0)


main()
