#!/bin/sh
# recordings.sh - what the calls do with recordings: whole, changed, cut short, and none.
#
# usage: recordings.sh PROGRAM FOLDER-WITH-RECORDINGS
set -u
A=$1
traces=$2
. "$(dirname "$0")/assert.sh"
cd "$tmp" || exit 1
cp "$traces/3.8.18-small.awtrace" whole
cp "$traces/3.12.1-small.awtrace" other

# -- verify

run "$A" verify whole other
is 0
out "whole: Python 3.8.18"
out "model cpython-3.8"
out "111,092 calls: 57,971 blocks in pools, 1,650 blocks of the system"
out "every placement equal; 1 statistics text, equal; 512 pool headers, equal"
out "model cpython-3.12"

run "$A" verify --model cpython-3.9 whole
is 1
out "FIRST DIFFERENCE at call "
out "the model keeps it"
run "$A" verify --model cpython-3.7 whole
is 0
run "$A" verify --model cpython-3.99 whole
is 2
err "unknown model 'cpython-3.99'"
run "$A" verify
is 2
err "verify needs at least one recording"

# An address that differs, a call left out: through the text form.
run "$A" export whole -o text
is 0
awk '$1 == "m" && $2 == 200 && !done { sub(/.$/, $3 ~ /0$/ ? "8" : "0"); done = 1 } { print }' text >altered
awk '$1 == "m" && $2 == 200 && !done { done = 1; next } { print }' text >dropped
for changed in altered dropped; do
	check "the text is as it was" sh -c "! cmp -s text $changed"
	run "$A" import $changed -o changed
	is 0
	run "$A" verify changed
	is 1
	out "FIRST DIFFERENCE at call "
	out "the interpreter's"
	out "the model's"
done

# Cut short: what is there is compared.  Broken: the byte.
head -c 100000 whole >cut
run "$A" verify cut
is 0
out "the recording ends before the process did"
(head -c 100000 whole && printf '\377\377\377\377\377\377\377\377\377\377\377\377\377' && tail -c 1000 whole) >broken
run "$A" verify broken
is 2
err "broken: byte "
run "$A" verify missing
is 2
err "missing: error: "
echo "no recording" >none
run "$A" verify none
is 2
err "this is not a recording"
printf 'arenawalk-recording 1\n\n' >empty
run "$A" verify empty
is 2
err "the recording has no calls"

# -- check, render, play

run "$A" check whole
is 0
out "whole: ok, 111092 operations"
run "$A" check changed
is 1
err "the block lies elsewhere"
err "arenawalk verify shows both sides"
run "$A" check --model cpython-3.9 whole
is 2
err "a recording of cpython-3.8 does not go on under another model"
run "$A" render whole --at 50000
is 0
out "op 50,000/111,092"
out "cpython-3.8"
run "$A" render whole --at 111093
is 2
run "$A" render whole --at "import json"
is 0
run "$A" render whole --at 50000 --format json
is 0
out '"name":"cpython-3.8"'
out '"name":"#'
run "$A" play whole </dev/null
is 2
err "no usable terminal"

# -- record and live without a command

run "$A" record
is 2
err "record: which command?"
run "$A" live
is 2
err "live: which program?"
run "$A" live none
is 127
out "none cannot be run"

summary
