"""prints.py - what an interpreter prints about pymalloc of its own, alone and recorded.

usage: prints.py PROGRAM PYTHON [OPTION...]

How many arenas a program needs depends on where the system puts them; so it is compared how often
it is told of them: before each is obtained, when the program asks, at the end.  What is told at the very
end must be the same, line by line, but for numbers that depend on arenas.
"""
import os
import re
import subprocess
import sys

CODE = """
import sys
def large(): pass
if sys.version_info >= (3, 11): # a stack for frames as large as an arena of 1 MiB, which is none
    large.__code__ = large.__code__.replace(co_stacksize=70000)
large()
kept = [str(i) for i in range(40000)]
sys.stderr.write("ASKED\\n")
sys.stderr.flush()
sys._debugmallocstats()
sys.stderr.write("END\\n")
"""

TOTAL = re.compile(r"# arenas allocated total\s*=\s*([\d,]+)")


def totals_of(text):
    return [int(n.replace(",", "")) for n in TOTAL.findall(text)]


def lines_of(text):
    """Of the table of classes what follows from the program alone, of all others the words."""
    return [" ".join(line.split()[:2] if re.match(r" +\d+ +\d+ +\d+ +\d+ +\d+$", line)
                     else re.sub(r"[\d,]+", "N", line).split()) for line in text.splitlines()]


def shape(command, environment):
    text = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=120).stderr.decode(errors="replace")
    before, _, after = text.partition("ASKED\n")
    asked, _, end = after.partition("END\n")
    told, totals = totals_of(before), totals_of(asked)
    return {
        "asked": len(totals) > 0,
        "free lists": len(re.findall(r"free \S+ \* \d+ bytes each", asked.split("Small block", 1)[-1])) > 0,
        "before each": bool(told) and told == list(range(totals[0] if totals else -1)),
        "before any": bool(told),
        "at the end": lines_of(end),
    }


def main():
    program, python, options = sys.argv[1], sys.argv[2], sys.argv[3:]
    failures = 0
    for setting in ({}, {"PYTHONMALLOCSTATS": "1"}, {"PYTHONMALLOCSTATS": ""},
                    {"PYTHONMALLOCSTATS": "1", "PYTHONMALLOC": "pymalloc_debug"}):
        environment = dict(os.environ, PYTHONHASHSEED="0", PYTHONWARNINGS="ignore", **setting)
        command = [python] + options + ["-c", CODE]
        alone = shape(command, environment)
        recorded = shape([program, "record", "-q", "-o", "prints.awtrace", "--"] + command, environment)
        if alone != recorded:
            failures += 1
            print(python, options, setting, "alone:", alone, "recorded:", recorded)
    return failures > 0


sys.exit(main())
