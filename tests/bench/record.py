"""record.py - what recording costs: time against the same program alone, bytes a call.

usage: record.py ARENAWALK FORWARD [PYTHON...]

FORWARD is the library of forward.c, hooks that write nothing: what is left to be gained.  Runs
take turns, so that a busy machine slows all alike; ratios are of neighbours: the median, and from
where to where the middle half of them is.  Processor time is that of all processes, the recorder's
among them: it has a core of its own only where there is one.  Each recording is verified.  What is
printed is the README's table.  ROUNDS=n in the environment: not 7 of them at least; OTHERS=1: other
tools, too, where they are installed; heaptrack and valgrind see the calls only if pymalloc is out
of the way.
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
OTHERS = int(os.environ.get("OTHERS", 0))
LEAST_S = 6 # for a program: short ones run more often

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


def in_turns(command, ways):
    """Runs of [command] and of each way in turns; returns how long it takes alone, and of each way
    (ratio of time, ratio of processor time) of neighbours."""
    alone, spent, ratios = [], 0, {way: [] for way in ways}
    while len(alone) < ROUNDS or (spent < LEAST_S and len(alone) < 100):
        took, cpu = seconds(command)
        alone.append(took)
        spent += took
        for way, (other, env) in ways.items():
            other_took, other_cpu = seconds(other, env)
            spent += other_took
            ratios[way].append((other_took / took, other_cpu / max(cpu, 0.001)))
    return statistics.median(alone), ratios


def calls_of(arenawalk, path):
    said = subprocess.run([arenawalk, "verify", path], check=True, stdout=subprocess.PIPE,
                          text=True).stdout
    return int(re.search(r"([\d,]+) calls", said).group(1).replace(",", ""))


def can_run(python, text):
    """Whether what it imports is there."""
    imports = "\n".join(line for line in text.splitlines() if re.match("import|from", line))
    return subprocess.run([python, "-c", imports], stderr=subprocess.DEVNULL).returncode == 0


def middle(values):
    """The median, and in brackets the middle half of all."""
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return "%.2f (%.2f to %.2f)" % (median, low, high)


def in_words(count):
    return "%.1f million" % (count / 1e6) if count >= 1e6 else "{:,}".format(count)


def measure(arenawalk, forward, python, name, text, folder):
    """Prints a row of the table; returns the ratio of time and the bytes a call."""
    program, out = os.path.join(folder, "program.py"), os.path.join(folder, "out.awtrace")
    with open(program, "w") as file:
        file.write(text)
    recorded = [arenawalk, "record", "-q", "-o", out, "--", python, program]
    alone, ratios = in_turns([python, program], {
        "forward": ([python, program], {"LD_PRELOAD": forward}),
        "recorded": (recorded, None),
    })
    calls, bytes_a_call = calls_of(arenawalk, out), os.path.getsize(out)
    bytes_a_call /= calls
    print("| %s | %s | %s | %s | %s | %s | %.2f |" %
          (name, in_words(calls), "%.2f s" % alone if alone >= 0.1 else "%.0f ms" % (alone * 1e3),
           middle([ratio for ratio, _ in ratios["forward"]]),
           middle([ratio for ratio, _ in ratios["recorded"]]),
           middle([cpu for _, cpu in ratios["recorded"]]), bytes_a_call))
    sys.stdout.flush()
    return statistics.median(ratio for ratio, _ in ratios["recorded"]), bytes_a_call


def measure_others(arenawalk, python, folder):
    """What other tools take, and samples; once, since most of them take long."""
    program, out = os.path.join(folder, "program.py"), os.path.join(folder, "out.awtrace")
    ways = {"recorded with --sample 1000000":
            ([arenawalk, "record", "-q", "--sample", "1000000", "-o", out, "--", python, program],
             None),
            "-X tracemalloc": ([python, "-X", "tracemalloc", program], None)}
    for tool in (["heaptrack", "-o", os.path.join(folder, "heaptrack")],
                 ["valgrind", "--tool=dhat", "--dhat-out-file=" + os.path.join(folder, "dhat")]):
        if shutil.which(tool[0]):
            ways[tool[0]] = (tool + [python, program], {"PYTHONMALLOC": "malloc"})
    with open(program, "w") as file:
        file.write(ALONE.replace("3000000", "300000"))
    alone, _ = seconds([python, program])
    for way, (command, env) in ways.items():
        print("nothing but calls, %s: x %.1f, once" % (way, seconds(command, env)[0] / alone))


def main():
    arenawalk, forward, pythons = sys.argv[1], sys.argv[2], sys.argv[3:] or [sys.executable]
    for python in pythons:
        with tempfile.TemporaryDirectory() as folder:
            print(subprocess.run([python, "-c", "import sys; print('Python', sys.version.split()[0])"],
                                 stdout=subprocess.PIPE, text=True).stdout)
            print("| program | calls | alone | hooks that only forward | recorded: time | "
                  "processor time | bytes a call |")
            print("| --- | --- | --- | --- | --- | --- | --- |")
            times, sizes = zip(*[measure(arenawalk, forward, python, name, text, folder)
                                 for name, text in PROGRAMS if can_run(python, text)])
            print("\nall: x %.2f to %.2f, %.2f to %.2f bytes a call\n" %
                  (min(times), max(times), min(sizes), max(sizes)))
            if OTHERS:
                measure_others(arenawalk, python, folder)


main()
