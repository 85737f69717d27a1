#!/bin/sh
# output.sh - where results go: what may be replaced, what never is, and what comes of a full disk.
#
# usage: output.sh PROGRAM FOLDER-WITH-RECORDINGS
set -u
A=$1
traces=$2
. "$(dirname "$0")/assert.sh"
. "$(dirname "$0")/files.sh"

cp "$traces/3.8.18-small.awtrace" whole.awtrace
cp four.yaml own.yaml
"$A" export whole.awtrace | head -n 500 >part.txt
cp part.txt plain.txt
echo "what somebody wrote" >precious
cp precious precious.svg

untouched() { # FILE COPY
	same "$1" "$2"
	check "something is left" sh -c '! ls -d .arenawalk-* 2>/dev/null'
}

# -- what is read is not written over, whatever it is called

ln own.yaml hard.yaml
ln plain.txt hard.txt
ln -s own.yaml soft.yaml
ln -s nowhere dangling
for out in own.yaml ./own.yaml "$tmp/own.yaml" hard.yaml; do
	for format in text ansi svg json words cast film; do
		refused render own.yaml --format "$format" -o "$out"
		err "cannot write $out: it is what is read"
		err "hint: choose another name"
		untouched own.yaml four.yaml
	done
done
refused render own.yaml --format storyboard -o own.yaml
err "it is what is read"
what="render - -o own.yaml <own.yaml"
"$A" render - --format text -o own.yaml <own.yaml >out 2>err
status=$?
is 2
err "it is what is read"
untouched own.yaml four.yaml
for out in plain.txt hard.txt; do
	run "$A" import plain.txt -o "$out"
	is 2
	err "$out: error: cannot write: it is what is read"
	untouched plain.txt part.txt
done
what="import - -o plain.txt <plain.txt"
"$A" import - -o plain.txt <plain.txt >out 2>err
status=$?
is 2
untouched plain.txt part.txt
cp whole.awtrace same.awtrace
run "$A" export same.awtrace -o same.awtrace
is 2
err "it is what is read"
untouched same.awtrace whole.awtrace

# -- nothing goes through a link

for out in soft.yaml dangling; do
	refused render failing.yaml --format text -o "$out"
	err "cannot write $out: there is a symbolic link of this name"
	untouched own.yaml four.yaml
	check "a file behind the link" [ ! -e nowhere ]
	run "$A" import plain.txt -o "$out"
	is 2
	err "there is a symbolic link of this name"
	run "$A" export whole.awtrace -o "$out"
	is 2
	err "there is a symbolic link of this name"
done

# -- what is none of ours stays; what is, is replaced, and an empty file is

for format in text ansi svg json words cast film storyboard; do
	cp precious there
	refused render four.yaml --format "$format" -o there
	err "cannot write there: it is there already, and is no"
	err "hint: choose another name, or replace it with --force"
	untouched there precious
	run "$A" render four.yaml --format "$format" -o there --force
	is 0
	rm there
	run "$A" render four.yaml --format "$format" -o missing -f # nothing is there to be replaced
	is 0
	rm missing*
	for lang in en zh; do
		rm -f there*
		: >there
		for model in cpython-3.6 toy; do
			run "$A" render four.yaml --at 4 --format "$format" --model "$model" \
				--lang "$lang" -o there
			is 0
			cp there "$format-$model"
		done
		differ "$format-cpython-3.6" "$format-toy"
		check "something is left" sh -c '! ls -d .arenawalk-* 2>/dev/null'
	done
done
printf ' An op 3/x\n' >nearly-screen
printf 'top 3/4 of it\n' >nearly-op
printf ' loop 3/4 of it\n' >nearly-loop
printf 'Some words\nModel citizens: cpython-3.6\n' >told-nearly
printf '# Some words\nModel cpython-3.6\n' >heading
printf 'Some words\n\nModel cpython-3.6\n' >further
printf ' op 3/4\n\0binary' >binary
for other in precious four.yaml whole.awtrace svg-toy nearly-screen nearly-op nearly-loop heading further \
	binary; do
	cp "$other" there
	for format in text ansi json words cast storyboard; do
		refused render failing.yaml --format "$format" -o there
		untouched there "$other"
	done
done
for other in precious four.yaml part.txt svg-toy; do
	cp "$other" there
	run "$A" import plain.txt -o there
	is 2
	err "there: error: cannot write: it is there already, and is no recording"
	untouched there "$other"
done
for other in precious four.yaml whole.awtrace; do
	cp "$other" there
	run "$A" export whole.awtrace -o there
	is 2
	err "there: error: cannot write: it is there already, and is no text trace"
	untouched there "$other"
done
rm there
cp precious there
run "$A" import plain.txt -f -o there
is 0
cp there forced.awtrace
run "$A" verify forced.awtrace
is 0
run "$A" export forced.awtrace --force -o there
is 0
check "no text trace" grep -q '^# arenawalk-trace' there
rm there

# --force is for what is there, not for what is read or lies behind a link.
for format in text ansi svg json words cast film storyboard; do
	refused render own.yaml --format "$format" -f -o own.yaml
	err "it is what is read"
	refused render failing.yaml --format "$format" -f -o soft.yaml
	err "there is a symbolic link of this name"
	refused render failing.yaml --format "$format" -f -o folder.yaml
	err "there is a directory of this name"
	untouched own.yaml four.yaml
done
run "$A" import plain.txt -f -o plain.txt
is 2
run "$A" export same.awtrace -f -o same.awtrace
is 2
untouched plain.txt part.txt
untouched same.awtrace whole.awtrace

# A text replaces a text: screens of every width that has a place for where we are, both kinds of
# them, in both languages, and the run in words, one after the other.
rm -f board.txt
for look in "" "--format ansi" "--format words" "--ascii" "--size 7x3" "--size 8x3 --format ansi" \
	"--size 12x4 --lang zh" "--size 20x5" "--size 40x12 --lang zh --format ansi" "--roles" \
	"--format words --lang zh" "--format words --from 2" "--beside toy" "--beside toy --size 9x4" \
	"--size 300x90 --at 3.2" "--format ansi --no-color --size 30x10"; do
	# shellcheck disable=SC2086 # they are words
	run "$A" render four.yaml -o board.txt $look
	is 0
	# shellcheck disable=SC2086
	run "$A" render four.yaml -o board.txt --at end $look
	[ "${look#*from}" != "$look" ] || is 0
done
refused render four.yaml -o board.txt --format json
err "it is there already, and is no state of ours"
# What has no such place is nothing that could be told.
run "$A" render four.yaml --size 1x1 -o tiny.txt
is 0
refused render four.yaml --size 1x1 -o tiny.txt
err "it is there already, and is no text of ours"
run "$A" render four.yaml --size 1x1 -o tiny.txt -f
is 0

for i in 1 2; do
	run "$A" import plain.txt -o again.awtrace
	check "status $status, time $i" [ "$status" -eq 0 ]
	run "$A" export again.awtrace -o again.txt
	is 0
done

# Pictures beside a storyboard: all are looked at before the first is written.
rm -rf there board
mkdir board
cat >stops.yaml <<'YAML'
steps: [{say: one}, {alloc: {name: a, size: 16}}, {say: two}, {say: three}]
YAML
cp precious board/page-03.svg
refused render stops.yaml --format storyboard -o board/page.md
err "cannot write board/page-03.svg: it is there already, and is no picture of ours"
check "pictures without a page" [ "$(ls board)" = page-03.svg ]
run "$A" render stops.yaml --format storyboard -o board/page.md --force
is 0
rm board/*
ln -s "$tmp/precious.svg" board/page-02.svg
refused render stops.yaml --format storyboard -o board/page.md
err "cannot write board/page-02.svg: there is a symbolic link of this name"
same precious.svg precious
rm board/page-02.svg
for i in 1 2; do
	run "$A" render stops.yaml --format storyboard -o board/page.md
	is 0
	check "not a page and three pictures" [ "$(ls board | wc -l)" -eq 4 ]
done

# -- others may read what is no recording; what is replaced keeps its mode

mode() { # FILE MODE
	check "$1 has the mode $(stat -c %a "$1")" [ "$(stat -c %a "$1")" = "$2" ]
}
umask 022
run "$A" render four.yaml --format svg -o mode.svg
mode mode.svg 644
chmod 600 mode.svg
run "$A" render four.yaml --format svg -o mode.svg
mode mode.svg 600
run "$A" import plain.txt -o mode.awtrace
mode mode.awtrace 600

# -- what is no file is written to

run "$A" render four.yaml --at 4
cp out shown
for out in /dev/stdout /dev/fd/1 -; do
	run "$A" render four.yaml --at 4 --format text -o "$out"
	is 0
	same out shown
	what="render -o $out | cat"
	"$A" render four.yaml --at 4 --format text -o "$out" 2>err | cat >out
	same out shown
done
run "$A" render four.yaml --format text -o /dev/null
is 0
check "/dev/null is a file now" [ -c /dev/null ]
run "$A" export whole.awtrace -o /dev/null
is 0
mkfifo pipe
cat pipe >through &
run "$A" render four.yaml --at 4 --format text -o pipe
is 0
wait
what="render -o pipe"
same through shown
check "the pipe is gone" [ -p pipe ]
# Who reads from a pipe that has a name is waited for, and missed.
head -c 1 pipe >through &
what="export -o pipe | head -c 1"
(trap '' PIPE && exec "$A" export whole.awtrace -o pipe) >out 2>err
status=$?
is 2
err "pipe: error: cannot write: Broken pipe"
wait

# -- a full disk: the old one stays, whole

"$A" render four.yaml --format svg -o old.svg
cp old.svg copy.svg
what="render -o old.svg, no room"
{ (ulimit -f 0 && trap '' XFSZ && exec "$A" render four.yaml --at 4 --format svg -o old.svg) 2>&1
echo "status $?"; } | cat >err
check "not status 2" grep -q "status 2" err
err "cannot write old.svg: File too large"
untouched old.svg copy.svg
what="render -o old.svg, killed for want of room"
(ulimit -f 0 && ulimit -c 0 && exec "$A" render four.yaml --at 4 --format svg -o old.svg) 2>/dev/null
untouched old.svg copy.svg
cp again.awtrace copy.awtrace
(ulimit -f 1 && trap '' XFSZ && exec "$A" import part.txt -o again.awtrace) 2>&1 | cat >err
err "again.awtrace: error: cannot write: File too large"
untouched again.awtrace copy.awtrace

summary
