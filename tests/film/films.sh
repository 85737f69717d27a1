#!/bin/sh
# films.sh - casts, films and storyboards from the command line.
#
# usage: films.sh PROGRAM LESSONS
set -u
A=$1
lessons=$2
. "$(dirname "$0")/../cli/assert.sh"
unset NO_COLOR ARENAWALK_SCENARIOS
cd "$tmp" || exit 1
four=$lessons/07-four-blocks.yaml

# The time of a cast's last event, in milliseconds (version 2).
length() {
	sed -n '$s/^\[\([0-9]*\)\.\([0-9]*\),.*/\1\2/p' "$1"
}

between() { # WHAT LEAST NUMBER MOST
	check "$1: $3 is not from $2 to $4" [ "$3" -ge "$2" ] && check "$1: $3 is not from $2 to $4" [ "$3" -le "$4" ]
}

# -- casts

run "$A" render "$four" --format cast
is 0
cp out first
run "$A" render "$four" --format cast -o second
is 0
no_out
same first second
check "not version 2" grep -q '^{"version":2,"width":80,"height":24,"title":"Four blocks",' second
check "no chapters" grep -q '^\[[0-9.]*,"m","a, b, c and d want 16 bytes each."\]$' second
run "$A" render "$four" --format cast --cast-version 3 --size 100x30 --lang zh -o third
is 0
check "not version 3" grep -q '^{"version":3,"term":{"cols":100,"rows":30,.*"title":"四个块"' third

run "$A" render "$four" --format cast --length 30 -o timed
is 0
between "--length 30" 29934 "$(length timed)" 30066
run "$A" render "$four" --format cast --length 30 --speed 2 -o timed
is 0
between "--length and --speed" 29934 "$(length timed)" 30066
run "$A" render "$four" --format cast -o usual
run "$A" render "$four" --format cast --speed 2 -o fast
is 0
between "--speed 2" $(($(length usual) * 45 / 100)) "$(length fast)" $(($(length usual) * 55 / 100))
run "$A" render "$four" --format cast --idle 0.5 --stop 9 -o cut
is 0
check "--idle: something stands still" sh -c "awk -F'[[,]' 'NR > 1 { if (\$2 - last > 0.502) exit 1; last = \$2 }' cut"
run "$A" render "$four" --format cast --from 2 --to 3 -o part
is 0
check "--from: another beginning" grep -q 'op 2/6' part
check "--to: too far" sh -c "! grep -q 'op 4/6' part"
run "$A" render "$four" --format cast --at 3 -o one
is 0
check "--at: more than one picture" [ "$(grep -c '"o"' one)" -eq 2 ]
run "$A" render "$four" --format cast --poster end -o poster
is 0
check "--poster: not the end" sh -c "sed -n 2p poster | grep -q 'op 6/6'"
run "$A" render "$four" --format cast --captions --size 80x26 -o captions
is 0
run "$A" render "$four" --format cast --beside cpython-3.14 -o beside
is 0
cat >paced.yaml <<'YAML'
model: toy
view: {step: 0.5, stop: 2, idle: 9}
steps: [say: One, alloc: {name: a, size: 20}, alloc: {name: b, size: 20}]
YAML
run "$A" render paced.yaml --format cast --still --detail op -o paced
is 0
between "view: {step, stop}" 4900 "$(length paced)" 5700
printf 'steps: [say: Nothing]\n' >nothing.yaml
run "$A" render nothing.yaml --format cast
is 0
run "$A" render nothing.yaml --format film
is 0

for wrong in "--rate 0" "--rate 61" "--rate x" "--length 0" "--speed -1" "--idle nan" "--step inf" \
	"--cast-version 1" "--detail everything"; do
	# shellcheck disable=SC2086
	run "$A" render "$four" --format cast $wrong
	is 2
	no_out
	err "is not understood"
done
run "$A" render "$four" --format cast -o /dev/full
is 2
err "/dev/full: No space left on device"
run "$A" render "$four" --format film -o /dev/full
is 2
err "/dev/full"
run "$A" render "$four" --format cast -o no/where
is 2
err "mkdir -p"

# -- films

run "$A" render "$four" --format film -o film.svg
is 0
run "$A" render "$four" --format film
is 0
same out film.svg
check "no animation" grep -q '@keyframes' film.svg
run "$A" render "$four" --format svg --animate
is 0
same out film.svg
run "$A" render "$four" --animate
is 2
check "a script" sh -c "! grep -qi '<script\|href=\|url(' film.svg"

# -- storyboards

run "$A" render "$four" --format storyboard
is 2
err "needs -o"
mkdir -p 'my (notes)'
run "$A" render "$four" --format storyboard -o 'my (notes)/four [blocks].md'
is 0
no_out
page='my (notes)/four [blocks].md'
pictures=$(find 'my (notes)' -name '*.svg' | wc -l)
between pictures 2 "$pictures" 20
check "as many stops as pictures" [ "$(grep -c '^!\[' "$page")" -eq "$pictures" ]
check "links without escapes" sh -c "! grep '^!' '$page' | grep -q '](.*[ ()].*)\$'"
check "no link to the first" grep -qF '](four%20%5Bblocks%5D-01.svg)' "$page"
check "the first is not there" [ -s 'my (notes)/four [blocks]-01.svg' ]
check "an alternative text repeats the heading" awk '/^## / { heading = $0; sub(/^## [0-9]*\. /, "", heading) }
	/^!\[/ { text = $0; sub(/^!\[/, "", text); sub(/\]\(.*/, "", text); if (text == heading || length(text) < 40) exit 1 }' "$page"
check "nothing about the pool" grep -q '^!\[.*Pool 0:0: .* of 253 blocks' "$page"
check "something twice" sh -c "! grep -q '^!\[.*\(Operation [0-9]* of [0-9]*\.\).*\1' '$page'"
for word in "# Four blocks" "Model: cpython-3.6." "## 1. a, b, c and d want 16 bytes each."; do
	check "no '$word'" grep -qF "$word" "$page"
done
cp "$page" again
run "$A" render "$four" --format storyboard -o "$page"
same again "$page"
run "$A" render "$four" --format storyboard --lang zh -o zh.md
is 0
check "not Chinese" grep -q '^# 四个块' zh.md
# Questions: choices, and the answer folded away.
asking=$(grep -l 'ask:' "$lessons"/*.yaml | head -1)
run "$A" render "$asking" --format storyboard -o ask.md
is 0
check "no folded answer" grep -q '<details><summary>Answer</summary>' ask.md
check "no choices" grep -q '^2\. ' ask.md
# What Markdown would take for its own.
cat >hostile.yaml <<'YAML'
title: "a *b* _c_ <script> [x](y) `z`"
model: toy
steps: [say: "<img src=x> **bold** [l](u)", alloc: {name: a, size: 20}]
YAML
run "$A" render hostile.yaml --format storyboard -o hostile.md
is 0
check "HTML of a person" sh -c "! grep -q '[^\\\\]<script\|^<img' hostile.md"
check "emphasis of a person" grep -qF 'a \*b\* \_c\_ \<script\> \[x\](y) \`z\`' hostile.md
# A run without narration: its marks.
printf 'model: toy\nsteps: [alloc: {name: a, size: 20}, mark: here]\n' >marks.yaml
run "$A" render marks.yaml --format storyboard -o marks.md
is 0
check "no mark" grep -qF '## 1. here' marks.md
# A picture that cannot be written is named.
mkdir 'bad-02.svg'
run "$A" render "$four" --format storyboard -o bad.md
is 2
err "cannot write bad-02.svg: there is a directory of this name"
run "$A" render "$four" --format storyboard -o no/where.md
is 2
err "cannot write no/where.md"
if [ "$(id -u)" -ne 0 ]; then # root writes anywhere
	mkdir locked && : >locked/page.md && chmod 555 locked
	run "$A" render "$four" --format storyboard -o locked/page.md
	is 2
	err "cannot write locked/page.md: Permission denied"
	chmod 755 locked
fi

summary
