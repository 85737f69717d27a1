#!/bin/sh
# traces.sh - import and export: every call with its exit status and its messages; recorded
# traces come through unchanged.
#
# usage: traces.sh PROGRAM FOLDER
set -u
A=$1
traces=$2
. "$(dirname "$0")/assert.sh"
cd "$tmp" || exit 1

refused() { # COMMAND...: status 2, a message, nothing else
	run "$A" "$@"
	is 2
	no_out
}

cat >good.txt <<'TRACE'
# arenawalk-trace 1
# model cpython-3.11
A 1048576 0x7f592d51e000
m 56 0x7f592d522030     # with a comment

	c  4 8	0x7f592d5224c0
r 0x7f592d5224c0 64 0x7f592d526030
r 0x0 700 0x55d0c0a0
m 18446744073709551615 0x0
f 0x7f592d522030
M after import
F 0x7f592d51e000 1048576
TRACE

# -- import

run "$A" import good.txt -o good.awtrace
is 0
no_out
check "readable by others" [ "$(stat -c %a good.awtrace)" = 600 ]
run "$A" import good.txt --output again
is 0
same again good.awtrace
what="import - from a pipe"
# shellcheck disable=SC2002 # a pipe is what is tested
cat good.txt | "$A" import - -o again
same again good.awtrace
sed 's/$/\r/' good.txt >dos.txt
run "$A" import dos.txt -o again
is 0
same again good.awtrace
printf '\357\273\277' | cat - good.txt >mark.txt
run "$A" import mark.txt -o again
is 0
same again good.awtrace
head -c -1 good.txt >no-end.txt
run "$A" import no-end.txt -o again
is 0
same again good.awtrace
what="import to standard output"
"$A" import good.txt -o - >again 2>err
same again good.awtrace
run "$A" import again -o again # itself a recording
is 2
err "again:1:1: error: this is not a text trace"
err '`arenawalk export` makes a text of it'
same again good.awtrace

printf '# arenawalk-trace 1\nm 8 0x8\n' >plain.txt
run "$A" import plain.txt -o again
check "status $status" [ "$status" -eq 0 ]
err "plain.txt: warning: no line '# model NAME': taken for cpython-3"

# A fault leaves what was there, and nothing else.
mkdir folder
cp again folder/out
printf '# arenawalk-trace 1\n# model toy\nm 16 0x8\nm -1 0x8\nx\n' >bad.txt
refused import bad.txt -o folder/out
same folder/out again
check "something is left" [ "$(find folder -type f | wc -l)" -eq 1 ]
cat >expected <<'TEXT'
bad.txt:4:3: error: '-1' is negative
m -1 0x8
  ^
  hint: m SIZE ADDRESS
bad.txt:5:1: error: unknown event 'x'
x
^
  hint: a line begins with m, c, r, f, A, F, M or #
TEXT
same err expected
refused import good.txt
err "import needs a file to write"
err "arenawalk import TEXT -o OUT"
refused import -o x
err "import needs one file"
refused import good.txt good.txt -o x
err "import needs one file"
refused import nowhere.txt -o x
err "nowhere.txt: error: cannot open: No such file"
err "hint: \`ls\` shows which files there are"
refused import goood.txt -o x
err "hint: did you mean 'good.txt'?"
refused import folder -o x
err "folder: error: cannot read: Is a directory"
refused import good.txt -o folder
err "folder: error: cannot write: there is a directory of this name"
refused import good.txt -o nowhere/x
err "nowhere/x: error: cannot write: No such file"
refused import good.txt -o /dev/full
err "/dev/full: error: cannot write"
ln -s good.awtrace link
refused import good.txt -o link
err "link: error: cannot write: there is a symbolic link"
check "a file for nothing" [ ! -e x ]
refused import /dev/null -o x
err "/dev/null: error: the file is empty"

# Interrupted, it leaves nothing: the pipe stays open, so import waits for more.
# What has no lines has no end, either: it is refused at once, or after a while.
for path in /dev/zero -; do
	what="import $path </dev/zero"
	timeout 100 "$A" import "$path" -o again </dev/zero >out 2>err
	status=$?
	is 2
	err ":1:1: error: this is not a text trace"
done
what="import: a line without an end"
{ head -n 2 good.txt && timeout 200 tr '\0' x </dev/zero; } | timeout 200 "$A" import - -o again >out 2>err
status=$?
is 2
err "<stdin>:3:4097: error: a line of more than 4096 bytes"

# Standard input is no recording.
for command in verify export; do
	what="$command -"
	"$A" "$command" - <good.awtrace >out 2>err
	status=$?
	is 2
	err "-: error: a recording must be a regular file"
	err "hint: write what comes through a pipe into a file first"
done

mkfifo pipe
"$A" import pipe -o folder/new 2>err &
job=$!
exec 3>pipe
cat good.txt >&3
for i in 1 2 3 4 5 6 7 8 9 10; do
	[ "$(find folder -name '.arenawalk-*' | wc -l)" -eq 0 ] || break
	sleep 0.2
done
what="import, interrupted"
check "not begun" [ "$(find folder -name '.arenawalk-*' | wc -l)" -eq 1 ]
kill -TERM $job
wait $job 2>/dev/null
status=$?
exec 3>&-
check "status $status" [ "$status" -eq 143 ]
check "something is left" [ "$(find folder -type f | wc -l)" -eq 1 ]

# -- export

run "$A" export good.awtrace
is 0
cat >expected <<'TRACE'
# arenawalk-trace 1
# model cpython-3.11
# alignment 16
# pool-size 16384
# arena-size 1048576
# threshold 512
# keeps-last-arena 1
# debug-extra 0
# mem-domain 1
A 1048576 0x7f592d51e000
m 56 0x7f592d522030
c 4 8 0x7f592d5224c0
r 0x7f592d5224c0 64 0x7f592d526030
r 0x0 700 0x55d0c0a0
m 18446744073709551615 0x0
f 0x7f592d522030
M after import
F 0x7f592d51e000 1048576
TRACE
same out expected
run "$A" export good.awtrace -o exported.txt
is 0
no_out
same exported.txt expected
run "$A" export good.awtrace -o -
is 0
same out expected
refused export
err "export needs one recording"
refused export good.txt
err "good.txt: error: this is not a recording"
refused export folder
err "folder: error: a recording must be a regular file"
refused export nowhere
err "nowhere: error: cannot open"
refused export good.awtrace -o folder
err "folder: error: cannot write"
what="export to a full disk"
"$A" export good.awtrace >/dev/full 2>err
status=$?
is 2
err "<stdout>: error: cannot write: No space left on device"

# Cut off: what is there, and a warning. Broken: the byte.
head -c -3 good.awtrace >cut.awtrace
run "$A" export cut.awtrace -o cut.txt
check "status $status" [ "$status" -eq 0 ]
err "cut.awtrace: warning: at byte "
err "cut off: what begins there is not whole"
sed "/^A /,\$d" expected | cmp -s - cut.txt || fail "what is before the cut"
{ cat good.awtrace; printf '\177\177\177\177\177\177\177\177'; } >broken.awtrace
rm -f broken.txt
refused export broken.awtrace -o broken.txt
err "broken.awtrace: error: at byte $(($(wc -c <good.awtrace))): a frame larger than any that is written"
check "half a file" [ ! -e broken.txt ]

# -- what only comments can hold

cat >all.txt <<'TRACE'
# arenawalk-trace 1
# python 3.11.2 (main)
# command python3  -c 'import json' 
# model cpython-3.11
# alignment 16
# pool-size 16384
# arena-size 1048576
# threshold 512
# keeps-last-arena 1
# debug-extra 32
# mem-domain 0
# pid 4711
#! interpreter 0
#! import json.decoder
#! stats Small block threshold = 512, in 32 size classes.\n
#!+ \n
#!+   class\\size\x20
#! pools 0010fe
#! pools
#! mark two\n
#!+ lines
#! mark
M 标记
#! note half of it is missing
#! exit 18446744073709551615
TRACE
run "$A" import all.txt -o all.awtrace
is 0
run "$A" export all.awtrace
is 0
same out all.txt
sed 's/^M/# prose, of any kind\n#! unknown to us \\q\n#!+ and more\n#!\/bin\/sh\n#\n# model\nM/' all.txt >more.txt
run "$A" import more.txt -o again
is 0
same again all.awtrace

# -- texts that are no plain words: whatever is in a recording, nothing of it gets to a terminal

# C1 controls as characters and as bytes, what turns text around, a line separator, broken UTF-8.
unplain=$(printf '\302\233\342\200\256\342\201\246\342\200\217\342\200\250\330\234')
{
	printf '# arenawalk-trace 1\n# model cpython-3.11\n# python 3.11%s\n# command py%s\n' "$unplain" "$unplain"
	printf 'A 1048576 0x7f592d500000\nm 16 0x7f592d500030\n'
	printf '#! mark a\\x9b31mb%s\n#! import m%s\n#! note n%s\\xff\n' "$unplain" "$unplain" "$unplain"
	printf 'M %s\nm 16 0x7f592d500040\n' "$unplain"
} >hostile.txt
clean() { # FILE: no byte of those characters
	check "$1 is not plain" sh -c "! LC_ALL=C grep -q -e '$(printf '\302[\200-\237]')' -e '$(printf '\342\200[\216-\217\250-\256]')' \
		-e '$(printf '\342\201[\246-\251]')' -e '$(printf '\330\234')' '$1'"
	check "$1 is no UTF-8" sh -c "iconv -f UTF-8 -t UTF-8 '$1' >/dev/null 2>&1"
}
run "$A" import hostile.txt -o hostile.awtrace
is 0
run "$A" export hostile.awtrace -o hostile.again
is 0
clean hostile.again
check "escapes" grep -qF '\xc2\x9b\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8f\xe2\x80\xa8\xd8\x9c' hostile.again
run "$A" import hostile.again -o hostile.two
is 0
run "$A" export hostile.two -o hostile.three
is 0
same hostile.three hostile.again
same hostile.two hostile.awtrace
for format in text words json cast svg; do
	run "$A" render hostile.awtrace --format $format --at end -o hostile.$format
	[ "$format" = cast ] && run "$A" render hostile.awtrace --format cast --from 0 --to end -o hostile.cast
	check "$format" [ -s hostile.$format ]
	clean hostile.$format
done
check "a title" sh -c 'head -1 hostile.cast | grep -q "\"title\":\"py"'
run "$A" verify hostile.awtrace
cp "$tmp/out" hostile.verify
clean hostile.verify
printf 'd op\ns 9\nw\nq\n' >keys
TERM=dumb "$A" play hostile.awtrace <keys >hostile.linear 2>hostile.err
clean hostile.linear

# -- recorded traces

for trace in "$traces"/*.awtrace; do
	run "$A" export "$trace" -o exported.txt
	is 0
	run "$A" import exported.txt -o again
	is 0
	run "$A" export again -o again.txt
	is 0
	same exported.txt again.txt
	check "few calls" [ "$(wc -l <exported.txt)" -gt 75000 ]
done
[ "$checks" -gt 100 ] || fail "few checks"
summary
