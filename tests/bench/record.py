"""record.py - what recording costs: time against the same program alone, bytes a call.

usage: record.py ARENAWALK [PYTHON...]

Runs take turns, so that a busy machine slows all alike; ratios are of neighbours, medians of
those.  Other tools are measured the same way where they are installed; heaptrack and valgrind
see the calls only if pymalloc is out of the way.
"""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 7

# A program with work to do; one that makes and drops small objects all the time; and next to
# nothing but calls.
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


def seconds(command, env=None):
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env=dict(os.environ, **(env or {})))
    return time.perf_counter() - began


def ways(arenawalk, python, program, out):
    yield "recorded", [arenawalk, "record", "-o", out, "--", python, program], None
    yield "recorded, --sample 1000000", [arenawalk, "record", "--sample", "1000000", "-o", out,
                                         "--", python, program], None
    yield "-X tracemalloc", [python, "-X", "tracemalloc", program], None


def calls_of(path):
    """The last record is the end: how many calls there were, as a number of base 128."""
    with open(path, "rb") as file:
        file.seek(-11, os.SEEK_END)
        tail = file.read()
    number, first = 0, len(tail) - 1
    while tail[first - 1] & 0x80:
        first -= 1
    for byte in reversed(tail[first:]):
        number = number << 7 | byte & 0x7f
    return number


def measure(arenawalk, python, name, text, folder):
    program, out = os.path.join(folder, "program.py"), os.path.join(folder, "out.awtrace")
    with open(program, "w") as file:
        file.write(text)
    plain, ratios, more = [], {}, {}
    for _ in range(ROUNDS):
        for way, command, env in ways(arenawalk, python, program, out):
            alone = seconds([python, program])
            took = seconds(command, env)
            plain.append(alone)
            ratios.setdefault(way, []).append(took / alone)
            more.setdefault(way, []).append(took - alone)
            if way == "recorded":
                calls, size = calls_of(out), os.path.getsize(out)
    print("%s: %.2f s alone, %.1f million calls, %.2f bytes a call" %
          (name, statistics.median(plain), calls / 1e6, size / calls))
    for way, values in ratios.items():
        print("  %-28s x %.2f  (%.2f to %.2f)  %5.1f ns a call" %
              (way, statistics.median(values), min(values), max(values),
               statistics.median(more[way]) / calls * 1e9))
    for tool in (["heaptrack", "-o", os.path.join(folder, "heaptrack")],
                 ["valgrind", "--tool=dhat", "--dhat-out-file=" + os.path.join(folder, "dhat")]):
        if shutil.which(tool[0]) and name == "calls alone":
            alone = seconds([python, program])
            print("  %-28s x %.2f  (once)" %
                  (tool[0], seconds(tool + [python, program], {"PYTHONMALLOC": "malloc"}) / alone))
    sys.stdout.flush()


def main():
    arenawalk, pythons = sys.argv[1], sys.argv[2:] or [sys.executable]
    for python in pythons:
        print(subprocess.run([python, "-c", "import sys; print('Python', sys.version.split()[0])"],
                             stdout=subprocess.PIPE, text=True).stdout.strip())
        with tempfile.TemporaryDirectory() as folder:
            measure(arenawalk, python, "compiler", PROGRAM, folder)
            measure(arenawalk, python, "json and dicts", CALLS, folder)
            measure(arenawalk, python, "calls alone", ALONE, folder)


main()
