#!/bin/sh
# json.sh - the state as JSON: is it, and are the numbers those that are known?
#
# usage: json.sh PROGRAM
set -u
A=$1
. "$(dirname "$0")/assert.sh"
. "$(dirname "$0")/files.sh"

# -- JSON: is it, and are the numbers those that are known?

parses() {
	python3 -m json.tool out /dev/null 2>/dev/null
}

# The state is given, and is JSON.
state() { # FILE OPTION...
	run "$A" render --format json "$@"
	is 0
	! command -v python3 >/dev/null || check "not JSON" parses
}

state four.yaml --at filled
out '"format":1,"file":"four.yaml","title":"Four blocks"'
out '"model":{"name":"cpython-3.6","alignment":8,"pool_size":4096,"arena_size":262144,"small_request_threshold":512,"keep_last_arena":false}'
out '"ntimes_arena_allocated":1,"narenas_currently_allocated":1,"narenas_highwater":1,"maxarenas":16,'
out '"blocks":4,"block_bytes":64,'
out '"usable_arenas":[0],'
out '{"szidx":1,"size":16,"pools":["0:0"]}'
out '{"index":0,"state":"used","szidx":1,"block_size":16,"ref_count":4,"freeblock":112,"nextoffset":128,"maxnextoffset":4080,"free_list":[112],"free_list_broken":false,'
out '{"offset":48,"name":"b0","requested":16},{"offset":64,"name":"b1","requested":16}'
out '{"index":1,"state":"virgin"}'
out '"nfreepools":63,"ntotalpools":64,"freepools":[],'
out '"findings":[]'
run "$A" render four.yaml --format json --at "two are free"
out '"ref_count":2,"freeblock":96,"nextoffset":128,"maxnextoffset":4080,"free_list":[96,64,112],'
out '"last":{"operation":"free(b3)"'
state four.yaml --at 0
out '"last":null,"steps":[]'
out '"arenas":['
state four.yaml --at 1.3
out '"kind":"ARENA_NEEDED"'
check "findings in the middle of an operation" sh -c '! grep -q findings out'

# Another model, another geometry.
state four.yaml --model toy --at filled
out '"model":{"name":"toy","alignment":16,"pool_size":256,"arena_size":1024,"small_request_threshold":96,"keep_last_arena":false}'
out '"szidx":0,"block_size":16,"ref_count":4,"freeblock":112,"nextoffset":128,"maxnextoffset":240,'
out '"nfreepools":3,"ntotalpools":4,'
state four.yaml --model cpython-3.13 --at filled
out '"pool_size":16384,"arena_size":1048576,'
out '"maxnextoffset":16368,'

# -- two models: the same operations, the other one's places

state four.yaml --beside cpython-3.13 --at filled
out '[{"format":1,'
out '"maxnextoffset":4080,'
out '"model":{"name":"cpython-3.13","alignment":16,'
out '"maxnextoffset":16368,'
run "$A" render four.yaml --beside cpython-3.13 --at filled --size 120x36
is 0
out 'cpython-3.6 | cpython-3.13'
out 'of 253 blocks of 16 B'
out 'of 1021 blocks of 16 B'
refused render four.yaml --beside cpython-3.66
err "unknown model 'cpython-3.66'"
err "did you mean 'cpython-3.6'?"
refused check four.yaml --beside toy
err "it belongs to 'arenawalk play'"
# What is expected was written for the file's own model.
printf 'title: t\nmodel: cpython-3.6\nsteps: [{alloc: {name: a, size: 9}}, {expect: {pools: [{at: "0:0", szidx: 1}]}}]\n' >own.yaml
run "$A" render own.yaml --beside cpython-3.13 --at end
is 0
no_err

# Names and texts of every kind, a name that is not even UTF-8.
name=$(printf 'quo"te\\tab\there \377.yaml')
printf 'title: "\\"\\\\ \\e \\x9b \\u2028 \\U0001F40D"\nsteps: [{alloc: {name: 块, size: 1}}, {write: {name: 块, offset: 1, text: "\\""}}]\n' >"$name"
state "$name" --at end
out '"name":"块"'
out '"kind":"WRITE_PAST_END","text":"the program writes past the end of 0:0:48"'

# What went wrong says where, still when other operations have followed.
cat >twice.yaml <<'EOF'
model: cpython-3.6
steps:
  - alloc: {name: a, size: 16}
  - alloc: {name: b, size: 16}
  - alloc: {name: c, size: 16}
  - free: b
  - double_free: b
  - mark: freed twice
  - alloc: {name: x, size: 16}
  - write: {name: a, offset: 0, text: ok}
EOF
for at in "freed twice" end; do
	state twice.yaml --at "$at"
	out '{"kind":"DOUBLE_FREE","text":"0:0:64 is freed although it is free already"}'
	out '"freeblock":64,"nextoffset":112,"maxnextoffset":4080,"free_list":[64],"free_list_broken":true,'
done

# A pool larger than any of our models has: its free list is looked at to the end.
{
	printf '# arenawalk-trace 1\n# alignment 8\n# pool-size 65536\n# arena-size 1048576\n'
	printf '# threshold 512\nA 1048576 0x7f0000000000\n'
	awk 'BEGIN {
		for (i = 0; i < 8186; i++)
			printf "m 8 0x7f%010x\n", 48 + 8 * i
		for (i = 0; i < 8185; i++)
			printf "f 0x7f%010x\n", 48 + 8 * i
	}'
} >large.txt
run "$A" import large.txt -o large.awtrace
is 0
state large.awtrace --at end
out '"free_list":[65520,'
out ',56,48],"free_list_broken":false,'
out '"findings":[]'

# A list that leads out of its pool.
cat >stray.yaml <<'EOF'
model: cpython-3.6
steps:
  - alloc: {name: a, size: 16}
  - alloc: {name: b, size: 16}
  - free: a
  - write: {name: a, offset: 0, value: 0x10}
EOF
state stray.yaml --at end
out '"free_list":[48],"free_list_broken":true,'
out '"kind":"STRAY_LINK"'

summary
