#!/usr/bin/env python3
"""pixels.py - pictures as librsvg draws them, against what is sent to a terminal, cell by cell.

usage: pixels.py PROGRAM LESSONS.  Skipped (status 77) without rsvg-convert and DejaVu Sans Mono: the
width of other fonts is not that of a cell, and librsvg does not stretch text.
"""

import collections
import itertools
import os
import re
import shutil
import struct
import subprocess
import sys
import unicodedata
import zlib

PROGRAM, LESSONS = sys.argv[1:3]
COLUMN, ROW, MARGIN = 10, 20, 10
SLACK = 1  # pixels beside a cell's border that its neighbours may smear over
INK_LEAST = 3  # pixels of a character
BOLD, DIM, UNDERLINE, REVERSE = 1, 2, 4, 8
checks = failures = 0


def check(what, good):
    global checks, failures
    checks += 1
    if not good:
        failures += 1
        if failures < 20:
            print("FAILED:", what)


def pixels_of(svg):
    """Rows of (r, g, b) from a PNG of 8 bits a channel."""
    png = subprocess.run(["rsvg-convert"], input=svg, capture_output=True, check=True).stdout
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", png[16:29])
    assert depth == 8 and kind in (2, 6) and not interlaced
    channels = 4 if kind == 6 else 3
    data, at = b"", 8
    while at < len(png):
        length, = struct.unpack(">I", png[at:at + 4])
        if png[at + 4:at + 8] == b"IDAT":
            data += png[at + 8:at + 8 + length]
        at += 12 + length
    data = zlib.decompress(data)
    stride, rows = width * channels, []
    before = bytearray(stride)
    for y in range(height):
        kind, line = data[y * (stride + 1)], bytearray(data[y * (stride + 1) + 1:][:stride])
        unfilter(kind, line, before, channels)
        rows.append([tuple(line[i:i + 3]) for i in range(0, stride, channels)])
        before = line
    return rows


def unfilter(kind, line, before, channels):
    if kind == 1:
        for channel in range(channels):
            sums = itertools.accumulate(line[channel::channels])
            line[channel::channels] = bytes(value & 255 for value in sums)
    elif kind == 2:
        line[:] = bytes(a + b & 255 for a, b in zip(line, before))
    elif kind:
        unfilter_by_corners(kind, line, before, channels)


def unfilter_by_corners(kind, line, before, channels):
    for i in range(len(line)):
        left = line[i - channels] if i >= channels else 0
        up = before[i]
        corner = before[i - channels] if i >= channels else 0
        if kind == 4:
            guess = left + up - corner
            near = min((abs(guess - left), 0, left), (abs(guess - up), 1, up),
                       (abs(guess - corner), 2, corner))[2]
            line[i] = line[i] + near & 255
        else:
            line[i] = line[i] + (left + up) // 2 & 255


def cells_of(text):
    """Rows of (character, ink, ground, attributes) from what is sent to a terminal."""
    rows = []
    ink = ground = None
    attributes = 0
    for line in text.split("\n"):
        row = []
        for codes, c in re.findall("\033\\[([0-9;]*)m|([^\033])", line):
            if c:
                row.append((c, ink, ground, attributes))
                if unicodedata.east_asian_width(c) in "WF":
                    row.append(("", ink, ground, attributes))
                continue
            codes = [int(code or 0) for code in codes.split(";")]
            while codes:
                code = codes.pop(0)
                if code == 0:
                    ink = ground = None
                    attributes = 0
                elif code in (1, 2, 4, 7):
                    attributes |= {1: BOLD, 2: DIM, 4: UNDERLINE, 7: REVERSE}[code]
                elif code in (38, 48):
                    assert codes[0] == 2
                    rgb, codes = tuple(codes[1:4]), codes[4:]
                    ink, ground = (rgb, ground) if code == 38 else (ink, rgb)
                else:
                    raise ValueError(f"SGR {code}")
        rows.append(row)
    return rows


def rgb(text):
    return tuple(int(text[i:i + 2], 16) for i in (0, 2, 4))


def is_near(a, b):
    return all(abs(x - y) <= 2 for x, y in zip(a, b))


def check_cell(where, cell, box, usual):
    c, front, back, attributes = cell
    front, back = front or usual[0], back or usual[1]
    ink, ground = (back, front) if attributes & REVERSE else (front, back)
    inner = [row[SLACK:-SLACK] for row in box[SLACK:-SLACK]]
    if attributes & UNDERLINE:
        check(f"{where}: not underlined", c == "█" or not is_near(box[18][5], ground))
        inner = inner[:16]
    colours = collections.Counter(pixel for row in inner for pixel in row)
    other = sum(count for pixel, count in colours.items() if not is_near(pixel, ground))
    code = ord(c) if c else 0
    if c == " ":
        check(f"{where}: {other} pixels of ink in a blank on {ground}, {inner[0][0]}", other == 0)
    elif 0x2581 <= code <= 0x2588:
        top = 20 - round(2.5 * (code - 0x2580))  # the bar's, in pixels
        for y in 2, 6, 9, 13, 16:
            if abs(y - top) > 1:
                check(f"{where}: {c} at {y}: {box[y][5]}", is_near(box[y][5], ink if y > top else ground))
    elif 0x2500 <= code <= 0x257f:
        check(f"{where}: no line", any(not is_near(box[10][x], ground) or not is_near(box[9][x], ground)
                                      for x in (4, 5, 6)))
    elif c:
        check(f"{where}: {other} pixels of '{c}'", other >= INK_LEAST)


def check_picture(lesson, place, *options):
    call = [PROGRAM, "render", os.path.join(LESSONS, lesson), "--at", place, "--theme", "dark",
            "--size", "100x30", *options]
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    svg = subprocess.run(call + ["--format", "svg"], capture_output=True, check=True,
                         env=environment).stdout
    sent = subprocess.run(call + ["--format", "ansi", "--colors", "true"], capture_output=True,
                          check=True, env=environment).stdout.decode()
    cast = subprocess.run(call + ["--format", "cast"], capture_output=True, check=True,
                          env=environment).stdout.decode()
    usual = [rgb(re.search(f'"{plane}":"#([0-9a-f]*)"', cast)[1]) for plane in ("fg", "bg")]
    pixels = pixels_of(svg)
    check(f"{lesson}: {len(pixels[0])}x{len(pixels)}", (len(pixels[0]), len(pixels)) == (1020, 620))
    seen = 0
    for y, row in enumerate(cells_of(sent)):
        for x, cell in enumerate(row):
            box = [line[MARGIN + x * COLUMN:][:COLUMN] for line in pixels[MARGIN + y * ROW:][:ROW]]
            check_cell(f"{lesson} {place}: {x},{y}", cell, box, usual)
            seen += 1
    check(f"{lesson}: {seen} cells", seen > 1500)


def main():
    fonts = shutil.which("fc-list") and subprocess.run(["fc-list", ":family=DejaVu Sans Mono"],
                                                       capture_output=True, check=False).stdout
    if not shutil.which("rsvg-convert") or not fonts:
        print("pixels.py: skipped, it needs rsvg-convert and DejaVu Sans Mono")
        sys.exit(77)
    check_picture("07-four-blocks.yaml", "3")
    check_picture("19-one-survivor.yaml", "end")
    check_picture("12-seven-arenas.yaml", "end", "--big")
    check_picture("08-pool-states.yaml", "4", "--ascii")
    print(f"pixels.py: {checks} checks, {failures} failures")
    sys.exit(failures > 0)


main()
