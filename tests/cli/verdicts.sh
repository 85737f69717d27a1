#!/bin/sh
# verdicts.sh - small traces in text form, each with its verdict: what verify sees, and what it lets pass.
#
# usage: verdicts.sh PROGRAM
set -u
A=$1
. "$(dirname "$0")/assert.sh"
cd "$tmp" || exit 1

arena='A 1048576 0x7f0000100000'
block=0x7f0000100030 # the first of its first pool
system=0x555500001000

# judge WORDS LINE...: the lines are a trace, and WORDS the verdict; "" = all is equal
judge() {
	words=$1
	shift
	{ printf '# arenawalk-trace 1\n# model cpython-3.11\n' && printf '%s\n' "$@"; } >text
	run "$A" import text -f -o recording
	check "$*: not imported" [ "$status" -eq 0 ]
	run "$A" verify recording
	what="verify: $*"
	if [ -n "$words" ]; then
		is 1
		out "FIRST DIFFERENCE"
		out ": $words"
	else
		is 0
		out "every placement equal"
	fi
}

add() { # ADDRESS NUMBER
	printf '0x%x' "$(($1 + $2))"
}

# -- refusals: an old recording does not tell of them, a new one does

no_arena="the model needs an arena, the interpreter obtained none"
first_of_pool=0x555500004030 # where an arena's first block would lie, whose event is missing
judge "" "m 16 $system"
judge "$no_arena" "m 16 $first_of_pool"
judge "" "m 16 $system" "m 16 $first_of_pool" # the system has been refusing
judge "" "# refusals 1" "A 1048576 0x0" "m 16 $system"
judge "" "# refusals 1" "A 1048576 0x0" "m 16 $first_of_pool"
judge "$no_arena" "# refusals 1" "A 1048576 0x0" "m 16 $system" "m 16 0x555500002000" # only the first
judge "" "# refusals 1" "$arena" "F 0x7f0000100000 1048576" "m 16 $system" # taken in vain

# Before the first arena its table has to grow, and may not: then nobody is asked.  Behind a full one
# there is room in the table.
full=$(i=0
while [ $i -lt $((64 * 31)) ]; do
	printf 'm 512 0x%x\n' $((block + i / 31 * 16384 + i % 31 * 512))
	i=$((i + 1))
done)
judge "" "# refusals 1" "m 16 $system"
judge "" "# refusals 1" "m 16 0x0"
judge "$no_arena" "# refusals 1" "$arena" "$full" "m 512 $system"
judge "$no_arena" "# refusals 1" "$arena" "$full" "A 4096 0x0" "m 512 $system" # somebody else's
judge "$no_arena" "# refusals 1" "$arena" "$full" "m 512 0x0"
judge "" "# refusals 1" "$arena" "$full" "A 1048576 0x0" "m 512 $system"
judge "" "# refusals 1" "$arena" "$full" "A 1048576 0x0" "m 512 0x0"
judge "" "# refusals 1" "$arena" "$full" "A 1048576 0x7e0000000000" "F 0x7e0000000000 1048576" "m 512 $system"
judge "$no_arena" "# refusals 1" "$arena" "$full" "A 1048576 0x0" "m 512 0x0" "m 512 0x0" # that was another

# -- calls that failed

failed="the call failed, the model serves it from a pool"
judge "$failed" "$arena" "m 16 $block" "m 16 0x0"
judge "$failed" "$arena" "m 16 $block" "c 2 8 0x0"
judge "$failed" "$arena" "m 16 $block" "m 400 0x0" # there are pools left
judge "$failed" "$arena" "m 16 $block" "r $block 15 0x0"
judge "" "$arena" "m 16 $block" "m 600 0x0" "c 99999999999 99999999999 0x0"
judge "" "m 600 $system" "r $system 16 0x0" # it is the system that says no
judge "" "$arena" "m 16 $block" "m 600 $system" "r $system 16 0x0" # though there is room
judge "$failed" "# refusals 1" "$arena" "$full" "A 1048576 0x0" "r $block 500 0x0" # it stays where it is
judge "" "# refusals 1" "$arena" "$full" "A 1048576 0x0" "r $block 16 0x0" # a block of another size, which is not there
judge "" "# refusals 1" "A 1048576 0x0" "m 16 0x0"

# -- what is given up

judge "what is given up is free already" "$arena" "m 16 $block" "m 16 $(add $block 16)" "f $block" "f $block"
judge "what is given up lies inside another block" "$arena" "m 16 $block" "m 40 0x7f0000104030" \
	"f 0x7f0000104040"
judge "what is given up is free already" "$arena" "m 16 $block" "f $(add $block 16)" # linked, never used
judge "what is given up is no block" "$arena" "m 16 $block" "f $(add $block 160)"
judge "what is given up is no block" "$arena" "m 16 $block" "f $(add $block 32)" # the next to be linked
judge "what is given up lies inside another block" "$arena" "m 16 $block" "f $(add $block 8)"
judge "what is given up lies inside another block" "m 600 $system" "f $(add $system 8)"
judge "what is given up lies inside another block" "m 600 $system" "r $(add $system 592) 700 0x555500009000"
judge "what is given up lies inside another block" "m 3000000 $system" "f $(add $system 2000000)"
judge "" "m 600 $system" "f $system" "f 0x555500008000" # from before the recording
judge "" "f 0x0" "r 0x0 600 $system" "f $system"

# -- the system's blocks

over="the system gave memory that is in use"
judge "$over" "m 600 $system" "m 600 $system"
judge "$over" "m 600 $system" "m 600 $(add $system 592)"
judge "" "m 600 $system" "m 600 $(add $system 600)"
judge "$over" "m 601 $system" "m 600 $(add $system 600)" # its last byte
judge "$over" "c 4 300 $system" "m 600 $(add $system 1000)"
judge "" "c 4 300 $system" "m 600 $(add $system 1200)"
judge "$over" "m 600 $system" "m 600 $(add $system 600)" "f $system" "m 1000 $system" # up to the next
judge "" "m 600 $system" "m 600 $(add $system 600)" "f $system" "m 600 $system"
judge "$over" "m 3000000 $system" "m 600 $(add $system 2000000)"
judge "$over" "m 600 $(add $system 2000000)" "m 3000000 $system"
judge "" "m 3000000 $system" "f $system" "m 600 $(add $system 2000000)"
judge "$over" "m 600 $system" "m 0 $(add $system 8)"
judge "" "m 0 $system" "m 0 $(add $system 16)"
judge "the interpreter served it from a pool, the model asks the system" "$arena" "m 16 $block" \
	"m 600 $(add $block 4096)"
judge "an arena is obtained where other memory is in use" "m 600 $(add $block 4096)" "$arena" "m 16 $block"

# -- arenas

many=$(i=0
while [ $i -lt 100 ]; do
	printf 'A 1048576 0x7e00%02x000000\n' $i
	i=$((i + 1))
done)
judge "" "$many" "$arena" "m 16 $block"
judge "" "A 262144 0x7e0000000000" "$arena" "m 16 $block" "F 0x7e0000000000 262144"
judge "" "$arena" "A 1048576 0x7e0000000000" "m 16 $block" # the answer says which
judge "the interpreter gave an arena back, the model keeps it" "$arena" "m 16 $block" \
	"F 0x7f0000100000 1048576" "m 600 $system"

# -- the number of calls, and the statistics

judge "" "m 600 $system" "#! exit 1"
for calls in 0 2; do
	judge "the interpreter made another number of calls than are recorded" "m 600 $system" "#! exit $calls"
done
printf '# arenawalk-trace 1\n# model cpython-3.11\n%s\nm 16 %s\n#! stats wrong\n#! exit 1\n' "$arena" \
	"$block" >text
run "$A" import text -f -o recording
run "$A" verify recording
is 1
out "1 statistics text, 1 DIFFERENT"
# Such a text holds whatever is in the file: nothing of it gets to a terminal as it is.
printf '# arenawalk-trace 1\n# model cpython-3.11\n%s\nm 16 %s\n%s\n' "$arena" "$block" \
	'#! stats a\x1b[31m\xc2\x9bm\x9bm\x7f\x0d\xe2\x80\xaez' >text
run "$A" import text -f -o recording
run "$A" verify recording
is 1
printf '  the interpreter: a?[31m?m\357\277\275m???z\n' >wanted
grep -a '^  the interpreter: a' out >shown
same shown wanted
# One file that differs among others that do not.
"$A" import text -f -o bad.awtrace
printf '# arenawalk-trace 1\n# model cpython-3.11\nm 600 %s\n#! exit 1\n' "$system" >text
"$A" import text -f -o good.awtrace
for order in "good.awtrace bad.awtrace" "bad.awtrace good.awtrace"; do
	# shellcheck disable=SC2086 # they are words
	run "$A" verify $order
	is 1
done
run "$A" verify bad.awtrace nowhere good.awtrace
check "status $status instead of 2" [ "$status" -eq 2 ]

summary
