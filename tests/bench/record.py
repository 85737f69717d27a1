"""record.py - what recording costs: time against the same program alone, bytes a call.

usage: record.py ARENAWALK FORWARD [PYTHON...]

FORWARD is the library of forward.c, hooks that write nothing: what is left to be gained.  Runs
take turns, so that a busy machine slows all alike; ratios are of neighbours, medians of those.
Processor time is that of all processes, the recorder's among them: it has a core of its own only
where there is one.  Each recording is verified.  Other tools are measured the same way where they
are installed; heaptrack and valgrind see the calls only if pymalloc is out of the way.
"""
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = int(os.environ.get("ROUNDS", 7))

# A program with work to do; one that makes and drops small objects all the time; one that is used
# for its own sake, if it is installed; next to nothing but calls; and two that hardly begin.
PROGRAM = """
import ast, glob, os, tokenize

folder = os.path.dirname(os.__file__)
for name in sorted(glob.glob(os.path.join(folder, "[a-p]*.py"))):
    with tokenize.open(name) as file:
        text = file.read()
    compile(text, name, "exec")
    sum(1 for node in ast.walk(ast.parse(text)))
"""

CALLS = """
import json
from collections import Counter

def rows(count):
    return [{"id": i, "name": "n%d" % i, "tags": [str(i % 7), str(i % 11)], "at": i * 0.5}
            for i in range(count)]

def work(rounds):
    total = 0
    for _ in range(rounds):
        made = rows(6000)
        again = json.loads(json.dumps(made))
        words = Counter(tag for row in again for tag in row["tags"])
        again.sort(key=lambda row: row["name"])
        index = {row["name"]: (row["id"], row["at"]) for row in again}
        total += len(index) + sum(words.values())
    return total

work(30)
"""

ALONE = """
def churn(count):
    for i in range(count):
        (i, [i], {i: i})
churn(3000000)
"""


PYGMENTS = """
import glob, os
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

folder = os.path.dirname(os.__file__)
for name in sorted(glob.glob(os.path.join(folder, "[a-b]*.py"))):
    with open(name, encoding="utf-8") as file:
        highlight(file.read(), PythonLexer(), HtmlFormatter())
"""

SHORT = """
import argparse, json, re
print(json.dumps({"a": 1}))
"""

PROGRAMS = [("compiler", PROGRAM), ("json and dicts", CALLS), ("pygments", PYGMENTS),
            ("nothing but calls", ALONE), ("three imports", SHORT), ("start and end", "pass")]


def seconds(command, env=None):
    """How long it takes, and processor time."""
    before = os.times()
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env=dict(os.environ, **(env or {})))
    took, after = time.perf_counter() - began, os.times()
    return took, (after.children_user + after.children_system - before.children_user -
                  before.children_system)


def ways(arenawalk, forward, python, program, out):
    yield "recorded", [arenawalk, "record", "-o", out, "--", python, program], None
    yield "hooks that only forward", [python, program], {"LD_PRELOAD": forward}
    yield "recorded, --sample 1000000", [arenawalk, "record", "--sample", "1000000", "-o", out,
                                         "--", python, program], None
    yield "-X tracemalloc", [python, "-X", "tracemalloc", program], None


def calls_of(arenawalk, path):
    said = subprocess.run([arenawalk, "verify", path], check=True, stdout=subprocess.PIPE,
                          text=True).stdout
    return int(re.search(r"([\d,]+) calls", said).group(1).replace(",", ""))


def can_run(python, text):
    """Whether what it imports is there."""
    imports = "\n".join(line for line in text.splitlines() if re.match("import|from", line))
    return subprocess.run([python, "-c", imports], stderr=subprocess.DEVNULL).returncode == 0


def middle(values, form):
    return "x " + form % statistics.median(values) + " (%s to %s)" % (form % min(values),
                                                                      form % max(values))


def measure(arenawalk, forward, python, name, text, folder):
    """Prints what it takes; returns the ratio of time and the bytes a call."""
    program, out = os.path.join(folder, "program.py"), os.path.join(folder, "out.awtrace")
    with open(program, "w") as file:
        file.write(text)
    plain, ratios = [], {}
    for _ in range(ROUNDS):
        for way, command, env in ways(arenawalk, forward, python, program, out):
            alone, alone_cpu = seconds([python, program])
            took, took_cpu = seconds(command, env)
            plain.append(alone)
            ratios.setdefault(way, []).append((took / alone, took_cpu / max(alone_cpu, 0.01),
                                               took - alone))
            if way == "recorded":
                size = os.path.getsize(out)
    calls = calls_of(arenawalk, out)
    print("%s: %.2f s alone, %.2f million calls, %.2f bytes a call" %
          (name, statistics.median(plain), calls / 1e6, size / calls))
    for way, values in ratios.items():
        time_ratios, cpu_ratios, more = zip(*values)
        print("  %-28s %-24s CPU %-24s %6.1f ns a call" %
              (way, middle(time_ratios, "%.2f"), middle(cpu_ratios, "%.2f"),
               statistics.median(more) / calls * 1e9))
    for tool in (["heaptrack", "-o", os.path.join(folder, "heaptrack")],
                 ["valgrind", "--tool=dhat", "--dhat-out-file=" + os.path.join(folder, "dhat")]):
        if shutil.which(tool[0]) and name == "nothing but calls":
            alone, _ = seconds([python, program])
            took, _ = seconds(tool + [python, program], {"PYTHONMALLOC": "malloc"})
            print("  %-28s x %.2f  (once)" % (tool[0], took / alone))
    sys.stdout.flush()
    return statistics.median(value[0] for value in ratios["recorded"]), size / calls


def main():
    arenawalk, forward, pythons = sys.argv[1], sys.argv[2], sys.argv[3:] or [sys.executable]
    for python in pythons:
        print(subprocess.run([python, "-c", "import sys; print('Python', sys.version.split()[0])"],
                             stdout=subprocess.PIPE, text=True).stdout.strip())
        with tempfile.TemporaryDirectory() as folder:
            all_of_them = [measure(arenawalk, forward, python, name, text, folder)
                           for name, text in PROGRAMS if can_run(python, text)]
        times, sizes = zip(*all_of_them)
        print("all: x %.2f to %.2f, %.2f to %.2f bytes a call" % (min(times), max(times), min(sizes),
                                                                  max(sizes)))


main()
