#!/bin/sh
# render.sh - every format, to standard output and to a file; every look.
#
# usage: render.sh PROGRAM
set -u
A=$1
. "$(dirname "$0")/assert.sh"
. "$(dirname "$0")/files.sh"

# -- render: every format, to standard output and to a file

for format in text ansi json; do
	run "$A" render four.yaml --at 4 --format "$format"
	is 0
	cp out "shown.$format"
	run "$A" render four.yaml --at 4 --format "$format" -o "written.$format"
	is 0
	no_out
	same "written.$format" "shown.$format"
	run env TZ=Asia/Shanghai HOME=/nowhere COLUMNS=33 LINES=7 TERM=dumb "$A" render --at 4 \
		--format "$format" four.yaml
	is 0
	same out "shown.$format"
	# Where nothing can be written.
	refused render four.yaml --format "$format" -o none/at/all
	err "cannot write none/at/all: No such file or directory"
	refused render four.yaml --format "$format" -o ''
	err "--output: '' is not understood"
	refused render four.yaml --format "$format" -o folder.yaml
	err "cannot write folder.yaml: there is a directory of this name"
	refused render four.yaml --format "$format" -o /dev/full
	err "cannot write /dev/full: No space left on device"
	what="render --format $format >/dev/full"
	"$A" render four.yaml --format "$format" >/dev/full 2>err
	status=$?
	is 2
	err "cannot write standard output: No space left on device"
done
run "$A" render four.yaml --at 4
is 0
same out shown.text
check "not 24 rows" [ "$(wc -l <out)" -eq 24 ]
check "an escape sequence in plain text" sh -c "! grep -q '$(printf '\033')' out"
run "$A" render four.yaml --at 4 --format ansi --no-color
is 0
differ out shown.ansi
check "a colour in spite of --no-color" sh -c "! grep -qE '$(printf '\033')\[[0-9;]*;?(3|4|9|10)[0-7][;m]|[34]8;5' out"
cp out mono.ansi
run env NO_COLOR=1 "$A" render four.yaml --at 4 --format ansi
is 0
same out mono.ansi
run env NO_COLOR= "$A" render four.yaml --at 4 --format ansi
is 0
same out shown.ansi
run "$A" render four.yaml --at 4 --format ansi --theme light
is 0
differ out shown.ansi
run env COLORTERM=truecolor "$A" render four.yaml --at 4 --format ansi
is 0
same out shown.ansi
run "$A" render four.yaml --at 4 --format ansi --colors 256
is 0
same out shown.ansi
run env NO_COLOR=1 "$A" render four.yaml --at 4 --format ansi --colors 256
is 0
same out shown.ansi
run "$A" render four.yaml --at 4 --format ansi --colors none
is 0
same out mono.ansi
run "$A" render four.yaml --at 4 --format ansi --colors true --no-color
is 0
same out mono.ansi
run "$A" render four.yaml --at 4 --format ansi --colors true
is 0
out ';38;2;45;141;251m'
check "an index among true colours" sh -c "! grep -q '38;5;' out"
run "$A" render four.yaml --at 4 --format ansi --colors 8
is 0
check "more than eight colours" sh -c "! grep -q '38;' out"
run "$A" render four.yaml --at 4 --ascii
is 0
differ out shown.text
check "not ASCII" sh -c "! LC_ALL=C grep -q '[^ -~]' out"
run "$A" render four.yaml --at 4 --lang zh
is 0
out "四个块"
cp out chinese
run env LANG=zh_CN.UTF-8 LC_ALL= LC_MESSAGES= "$A" render four.yaml --at 4
is 0
same out chinese
run env LOCPATH=/nonexistent LC_ALL=C "$A" render four.yaml --at 4 --lang zh
is 0
same out chinese
run "$A" render four.yaml --at 4 --lang zh --ascii # there is no Chinese in ASCII
is 0
out "Four blocks"
run "$A" render four.yaml --at 4 --big
is 0
out "pool 0:0: 4 of 253 blocks of 16 B"
for size in 1x1 2x2 10x3 20x5 40x12 59x15 60x16 100x30 120x36 160x48 300x100 1000x1000; do
	run "$A" render four.yaml --at 4 --size "$size"
	is 0
	check "not ${size#*x} rows" [ "$(wc -l <out)" -eq "${size#*x}" ]
	run "$A" render four.yaml --at 4 --size "$size" --big
	is 0
	check "not ${size#*x} rows" [ "$(wc -l <out)" -eq "${size#*x}" ]
done
what="render - <four.yaml"
"$A" render - --at 4 <four.yaml >out 2>err
status=$?
is 0
same out shown.text

# The ending chooses the format where none is given.
for pair in txt:text text:text TXT:text ansi:ansi svg:svg json:json cast:cast md:storyboard; do
	run "$A" render four.yaml --format "${pair#*:}" -o "by-name"
	is 0
	run "$A" render four.yaml -o "by.${pair%:*}"
	is 0
	sed 's/by-name/by/g' by-name >said
	same said "by.${pair%:*}"
	rm by*
done
run "$A" render four.yaml --animate -o moving.svg
is 0
run "$A" render four.yaml --format film -o film.svg
is 0
same moving.svg film.svg
run "$A" render four.yaml --format text -o told.svg # as it is told
is 0
run "$A" render four.yaml -o folder.yaml/none
is 0
run "$A" render four.yaml -o .svg
is 0
run "$A" render four.yaml --format text -o none
same none .svg
same none folder.yaml/none
for ending in png yaml 2; do
	refused render four.yaml -o "picture.$ending"
	err "no format has files that end in .$ending"
	err "hint: say which with --format; known are .txt, .ansi, .svg, .json, .cast, .md"
done

# A place that does not exist must not cost the file that is there.
echo precious >precious
refused render four.yaml --at nowhere -o precious
check "the file is gone" [ "$(cat precious)" = precious ]

summary
