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

# -- names and addresses: those of the process

# A block of the system is named after the call that gave it; one that none gave by its address.
cat >named <<'END'
# arenawalk-trace 1
# model cpython-3.11
f 0x55aa00001230
m 768 0x55aa00005000
r 0x55aa00007770 100000 0x55aa00008000
m 1000 0x55aa00006000
A 1048576 0x7f592d500000
m 16 0x7f592d500030
r 0x7f592d500030 600 0x55aa00007000
r 0x55aa00005000 2000 0x55aa0000a000
f 0x55aa0000a000
f 0x55aa00008000
f 0x55aa00007000
r 0x0 700 0x55aa00005000
f 0x0
r 0x55aa00005000 9999999999 0x0
f 0x55aa00005000
r 0x55aa00001230 700 0x55aa00001230
f 0x55aa00001230
END
run "$A" import named -o named.awtrace
is 0
run "$A" render named.awtrace --format words --lang en
is 0
out "    first word of 0:0:48: from contents that are not recorded to "
out "    first word of 0:0:48: from 0 to contents that are not recorded"
check "a label of ours is shown" sh -c "! grep -q 'of the model' out"
grep '^Operation\|Step .*system block' out | grep -v '^Operation 13' >told # that one fails
cat >right <<'END'
Operation 1: free(0x55aa00001230)
  Step 1 of 1: system block 0x55aa00001230 lies in no arena: the system allocator takes it
Operation 2: #2 = malloc(768) returns system #2
Operation 3: #3 = realloc(0x55aa00007770, 100000) returns system #3
  Step 1 of 1: system block 0x55aa00007770 is the system's: it stays there whatever its new size, 100,000 bytes
Operation 4: #4 = malloc(1000) returns system #4
Operation 5: #5 = malloc(16) returns 0:0:48
Operation 6: #5 = realloc(#5, 600) returns system #5
  Step 3 of 8: copy 16 bytes to system block #5
Operation 7: #2 = realloc(#2, 2000) returns system #2
  Step 1 of 1: system block #2 is the system's: it stays there whatever its new size, 2,000 bytes
Operation 8: free(#2)
  Step 1 of 1: system block #2 lies in no arena: the system allocator takes it
Operation 9: free(#3)
  Step 1 of 1: system block #3 lies in no arena: the system allocator takes it
Operation 10: free(#5)
  Step 1 of 1: system block #5 lies in no arena: the system allocator takes it
Operation 11: #11 = realloc(NULL, 700) returns system #11
Operation 12: free(NULL)
Operation 14: free(#11)
  Step 1 of 1: system block #11 lies in no arena: the system allocator takes it
Operation 15: #15 = realloc(0x55aa00001230, 700) returns system #15
  Step 1 of 1: system block 0x55aa00001230 is the system's: it stays there whatever its new size, 700 bytes
Operation 16: free(#15)
  Step 1 of 1: system block #15 lies in no arena: the system allocator takes it
END
same told right
run "$A" render named.awtrace --at 6 --lang en
out "The block was asked for at op 5, with 16 bytes."
run "$A" render named.awtrace --at 8 --lang en # nobody knows how large it is
out "The block was asked for at op 2."
run "$A" render named.awtrace --at 7 --format json
is 0
out '"result":94188632842240,"place":"system #2"'
out '"address":140020989034496'
run "$A" render named.awtrace --at 5 --format json
is 0
out '"result":140020989034544,"place":"0:0:48"'
printf '/ #2\n/\n/\n/ 0x55aa00007000\ng 5\n/ 0x7f592d500000\nq\n' >keys
what="linear search"
TERM=dumb "$A" play named.awtrace --lang en <keys >out 2>err
for operation in 2 7 8 10 6; do
	out "Operation $operation: "
done

# -- calls that failed: with what was asked for, and nothing has changed

cat >failing <<'END'
# arenawalk-trace 1
# model cpython-3.11
A 1048576 0x7f592d500000
m 16 0x7f592d500030
m 80000000000000 0x0
c 5000 4000000000 0x0
r 0x7f592d500030 70000000000000 0x0
r 0x0 90000000000 0x0
r 0x55aa00001230 60000000000 0x0
c 16000000000 16000000000 0x0
m 16 0x7f592d500040
f 0x7f592d500030
END
run "$A" import failing -o failing.awtrace
is 0
run "$A" verify failing.awtrace
is 0
out "6 failed calls"
cat >right <<'END'
Operation 2: #2 = malloc(80000000000000) returns NULL
  Step 1 of 1: the process had no memory for the 80,000,000,000,000 bytes: NULL, and nothing changes
Operation 3: #3 = calloc(5000, 4000000000) returns NULL
  Step 1 of 1: the process had no memory for the 20,000,000,000,000 bytes: NULL, and nothing changes
Operation 4: #1 = realloc(#1, 70000000000000) returns NULL
  Step 1 of 1: the process had no memory for the 70,000,000,000,000 bytes: NULL, and nothing changes
Operation 5: #5 = realloc(NULL, 90000000000) returns NULL
  Step 1 of 1: the process had no memory for the 90,000,000,000 bytes: NULL, and nothing changes
Operation 6: #6 = realloc(0x55aa00001230, 60000000000) returns NULL
  Step 1 of 1: the process had no memory for the 60,000,000,000 bytes: NULL, and nothing changes
Operation 7: #7 = calloc(16000000000, 16000000000) returns NULL
  Step 1 of 1: 16000000000 × 16,000,000,000 bytes is more than any block can have: NULL, nobody is asked
END
run "$A" render failing.awtrace --format words --lang en
is 0
sed -n '/^Operation 2:/,/^Operation 8:/p' out | sed '/^$/d; $d' >told
same told right
out "Operation 9: free(#1)"
run "$A" render failing.awtrace --format words --lang zh
is 0
out "步 1/1：进程没有 80,000,000,000,000 字节的内存可给：返回 NULL，什么都不变"
run "$A" render failing.awtrace --at 4 --format json
is 0
out '"operation":"#1 = realloc(#1, 70000000000000) → NULL","result":0,"place":"NULL"'
out '"kind":"CALL_FAILED"'
printf '/call_failed\n/70000000000000\nq\n' >keys
what="linear search for a failed call"
TERM=dumb "$A" play failing.awtrace --lang en <keys >out 2>err
out "Operation 2: "
out "Operation 4: "
# Scenarios do not know the step: there the system has whatever is asked for.
printf 'model: cpython-3.11\nsteps:\n- alloc: {name: a, size: 16}\n- expect: {steps: [call_failed]}\n' >step.yaml
run "$A" check step.yaml
is 2
err "unknown kind of step 'call_failed'"

# -- of several interpreters the first one is shown, and that is said

cat >two <<'END'
# arenawalk-trace 1
# model cpython-3.12
m 600 0x55aa00001000
#! interpreter 1
A 1048576 0x7f592d600000
m 16 0x7f592d600030
#! interpreter 0
m 700 0x55aa00002000
END
sed '/interpreter/d' two >one
left_out="Only the first interpreter's calls are shown: others have pools of their own."
left_out_zh="这里只有第一个解释器的调用：别的解释器各有自己的池。"
for trace in two one; do
	run "$A" import $trace -o $trace.awtrace
	is 0
	run "$A" render $trace.awtrace --at 0 --lang en
	cp out $trace.text
	run "$A" render $trace.awtrace --format words --lang en
	cp out $trace.words
	run "$A" render $trace.awtrace --format words --lang zh
	cp out $trace.zh
	run "$A" render $trace.awtrace --at 1 --format json
	cp out $trace.json
	printf 'q\n' | TERM=dumb "$A" play $trace.awtrace --lang en >$trace.linear 2>err
done
what="a recording of two interpreters"
for told in text words linear; do
	check "$told does not say so" grep -qF "$left_out" two.$told
	check "$told says so of one" sh -c "! grep -q 'interpreter' one.$told"
done
check "not in Chinese" grep -qF "$left_out_zh" two.zh
check "not in JSON" grep -qF '"other_interpreters":true,' two.json
check "of one in JSON" grep -qF '"other_interpreters":false,' one.json
check "others' calls are shown" grep -q '^Operation 2: #3 = malloc(700)' two.words

# A mark is found by its text; of a very long one the beginning is kept, up to a whole character.
repeat() { # TEXT TIMES
	awk -v text="$1" -v times="$2" 'BEGIN { while (times--) printf "%s", text }'
}
printf '# arenawalk-trace 1\n# model cpython-3.11\n' >marked
for mark in "$(repeat 'long ' 30)end" "$(repeat 你 50)" "$(repeat 你 150)"; do
	printf 'M %s\nm 600 0x55aa0000%d000\n' "$mark" ${#mark} >>marked
done
run "$A" import marked -o marked.awtrace
is 0
operation=0
for mark in "$(repeat 'long ' 30)end" "$(repeat 你 50)" "$(repeat 你 133)"; do
	run "$A" render marked.awtrace --at "$mark" --format json
	is 0
	out "\"position\":{\"operation\":$operation,"
	operation=$((operation + 1))
done

# Statistics alone that differ, and a wrong number of calls.
sed 's/\(#!+ # arenas reclaimed *= *\)/\17/' text >counted
sed 's/^#! exit .*/#! exit 111091/' text >miscounted
for changed in counted miscounted; do
	check "the text is as it was" sh -c "! cmp -s text $changed"
	run "$A" import $changed -o changed-$changed
	is 0
	run "$A" verify changed-$changed
	is 1
done
out "FIRST DIFFERENCE at call 111,092: the interpreter made another number of calls"
run "$A" verify changed-counted
out "every placement equal; 1 statistics text, 1 DIFFERENT"
out "different after call "

# Of several interpreters the first can be seen.
printf '# arenawalk-trace 1\n# model cpython-3.12\nm 600 0x550000001000\n#! interpreter 1\nm 600 0x550000002000\n' >two
run "$A" import two -o two.awtrace
is 0
run "$A" verify two.awtrace
is 0
out "2 calls: 0 blocks in pools, 2 blocks of the system"
out "; 2 interpreters"
out "\`play\` shows the calls of the first interpreter"
run "$A" render two.awtrace --format json
out '"operations":1'
# What another obtains is none of its arenas.
printf '#! interpreter 1\nA 1048576 0x7f0000100000\n#! interpreter 0\nm 16 0x7f0000100030\n' >>two
run "$A" import two -f -o two.awtrace
is 0
run "$A" render two.awtrace --at end --format json
out '"narenas_currently_allocated":0'

# Marks are many: those that are not kept are not forgotten.
awk 'BEGIN { print "# arenawalk-trace 1\n# model cpython-3.11\nA 1048576 0x7f592d500000\nm 16 0x7f592d500030"
	for (i = 1; i <= 100007; i++) print "M mark " i; print "f 0x7f592d500030" }' >many
run "$A" import many -o many.awtrace
is 0
run "$A" render many.awtrace --at end --size 120x36 --lang en
is 0
out "Since op 1: ◆ mark 100000. Later marks, too many to be kept: 7."
run "$A" verify many.awtrace
is 0
out "100,007 marks"

# A trace in text form, and a Python program, are not played, but it is said how they can be.
echo 'print(1)' >leak.py
for command in play render check ""; do
	# shellcheck disable=SC2086
	run "$A" $command named
	is 2
	err "named is a trace in text form: a recording is to be made of it first"
	err "hint: arenawalk import named -o named.awtrace"
	# shellcheck disable=SC2086
	run "$A" $command leak.py
	is 2
	err "leak.py is a Python program: it is to be recorded first"
	err "hint: arenawalk record leak.py"
	# shellcheck disable=SC2086
	run "$A" $command "le ak.py"
	err "hint: arenawalk record 'le ak.py'"
done

# The system refuses an arena, and foreign memory is as large as one.
cat >refused.txt <<'TXT'
# arenawalk-trace 1
# model cpython-3.11
# refusals 1
A 1048576 0x0
m 56 0x555500001010
A 1048576 0x7f0000501000
A 1048576 0x7f0000101000
m 56 0x7f0000104030
A 1048576 0x0
f 0x555500001010
F 0x7f0000501000 1048576
f 0x7f0000104030
#! exit 4
TXT
run "$A" import refused.txt -o refused
is 0
run "$A" verify refused
is 0
out "4 calls: 1 block in pools, 1 block of the system"
out "1 arena obtained, 0 returned"
out "every placement equal; number of calls, equal"
out "not in the recording, so not compared: statistics texts; pool headers"
run "$A" render refused --at 1 --format words --lang en
is 0
out "the system refuses another arena (there are: 0)"
out "no arena, no pool: the system allocator serves the 56 bytes"
run "$A" render refused --at 2 --format words --lang en
out "the system maps memory for arena 0"
run "$A" export refused
out "A 1048576 0x0"
out "# refusals 1"

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
printf 'arenawalk-recording 2\n\n' >empty
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
# Nothing is begun where nobody can watch.
run "$A" live -- touch begun
is 2
no_out
err "no usable terminal"
err "hint: \`arenawalk record\` needs none"
check "begun all the same" [ ! -e begun ]
run "$A" live
is 2
err "live: which program?"

summary
