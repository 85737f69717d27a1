#!/usr/bin/env python3
"""Make widths.def: how many columns of a terminal each character takes.

    python3 src/base/widths.py > src/base/widths.def      with the newest Python that there is
    python3 src/base/widths.py --check                    is widths.def what would be made now?

What Unicode says comes from Python (unicodedata), which has the Unicode of its year: 3.11 has 14, 3.15
has 17. Exit status of --check: 0 the same, 1 another, 77 this Python has another Unicode.
"""
import datetime
import os
import sys
import unicodedata

# Formats that have a picture of their own: marks in front of numbers and verses (the property
# Prepended_Concatenation_Mark), notes between lines, joiners of hieroglyphs.
SHOWN = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD,
         *range(0xFFF9, 0xFFFC), *range(0x13430, 0x13440)}
# Letters that stand for none.
FILLERS = {0x3164, 0xFFA0}
# Vowels and finals of Hangul stand in the cell of the consonant before them.
CONJOINING = {*range(0x1160, 0x1200), *range(0xD7B0, 0xD800)}
# Numbers in squares: of either width, says Unicode; of two columns, say C libraries and terminals.
IN_SQUARES = range(0x3248, 0x3250)
# Planes of ideographs; what is not assigned there yet will be wide.
IDEOGRAPHS = range(0x20000, 0x3FFFE)


def columns(code_point):
    """None: not assigned, so that it may be whatever its neighbours are."""
    category = unicodedata.category(chr(code_point))
    if code_point in IDEOGRAPHS or code_point in IN_SQUARES:
        return 2
    if category in ("Cn", "Cs", "Cc", "Zl", "Zp"):
        return None
    if code_point in CONJOINING or code_point in FILLERS:
        return 0
    if category in ("Mn", "Me", "Cf") and code_point not in SHOWN:
        return 0
    return 2 if unicodedata.east_asian_width(chr(code_point)) in "WF" else 1


def ranges(wanted):
    """From the first to the last of each run; runs go on over what is not assigned."""
    first = last = None
    for code_point in range(0x300, 0x110000):
        found = columns(code_point)
        if found == wanted:
            first = code_point if first is None else first
            last = code_point
        elif found is not None and first is not None:
            yield first, last
            first = None
    if first is not None:
        yield first, last


def count(wanted):
    return sum(last - first + 1 for first, last in ranges(wanted))


def table(name, wanted):
    lines, line = ["static const struct code_range %s[] = {" % name], "\t"
    for first, last in ranges(wanted):
        item = "{0x%04x, 0x%04x}," % (first, last)
        if len(line) + len(item) > 92:
            lines.append(line.rstrip())
            line = "\t"
        line += item + " "
    return "\n".join(lines + [line.rstrip(), "};"])


def made(today):
    return """/*
 * widths.def - characters that take no column (marks, formats), and those that take two.
 *
 * Unicode %s; made on %s by widths.py, which says how: do not edit.
 */
enum { ZERO_COLUMN_CHARACTERS = %d, TWO_COLUMN_CHARACTERS = %d };

/* clang-format off */
%s

%s
/* clang-format on */
""" % (unicodedata.unidata_version, today, count(0), count(2),
       table("zero_columns", 0), table("two_columns", 2))


def check():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "widths.def")) as file:
        there = file.read()
    head = "Unicode %s; made on " % unicodedata.unidata_version
    if head not in there:
        print("this Python has Unicode %s" % unicodedata.unidata_version)
        return 77
    day = there.split(head)[1].split()[0]
    if made(day) != there:
        print("widths.def is not what widths.py makes")
        return 1
    return 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(check())
    sys.stdout.write(made(datetime.date.today()))
