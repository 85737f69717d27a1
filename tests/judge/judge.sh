#!/usr/bin/env bash
# The real interpreters are the judges: record programs under every Python that is found, replay
# each recording, and compare every placement, the interpreter's own statistics and the pool
# headers it had.
#
#	judge.sh ARENAWALK [SCALE]
#
# Debian's python3 runs all programs, the interpreters of ~/.pyenv the same (common.sh).  2.7
# prints no statistics, and can be recorded where it lies in a shared library.
set -u
# shellcheck source=tests/judge/common.sh
. "$(dirname "$0")/common.sh"
scale=${2:-1}

# One program under one interpreter, with an environment of its own.
judge() { # PYTHON PROGRAM NAME=VALUE...
	local python=$1 program=$2 out="$folder/r.awtrace" said
	shift 2
	checks=$((checks + 1))
	if ! env PYTHONHASHSEED=1 "$@" "$arenawalk" record --sample 20000 -o "$out" -- \
		"$python" "$here/workload.py" "$program" "$scale" >"$folder/out" 2>&1; then
		complain "$python $program $*: not recorded: $(head -3 "$folder/out")"
		return
	fi
	said=$("$arenawalk" verify "$out" 2>&1) || complain "$python $program $*: $said"
	case $version:$said in
	*:*"every placement equal; "*" statistics text"*" equal; "*" pool header"*" equal"*) ;;
	2.7:*"every placement equal; "*" pool header"*" equal"*) ;;
	*) complain "$python $program $*: a judge is missing: $said" ;;
	esac
	calls=$(printf '%s' "$said" | sed -n 's/^ *\([0-9,]*\) calls:.*/\1/p' | tr -d ,)
	total=$((${total:-0} + ${calls:-0}))
	rm -f "$out"
}

programs="parsing json expressions classes threads dicts recursion unevenly module"
find_pythons '[23].*'
for python in "${pythons[@]}"; do
	version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
	wanted=$("$python" -c 'import sysconfig
of = sysconfig.get_config_var
print(not of("Py_GIL_DISABLED") and ("'"$version"'" != "2.7" or bool(of("Py_ENABLE_SHARED"))))')
	case $version:$wanted in
	2.7:True | 3.[4-9]:True | 3.1[0-9]:True) ;;
	*) continue ;;
	esac
	found=$((found + 1)) total=0
	for program in $programs; do
		judge "$python" "$program" A=1
	done
	if [ "$version" != 2.7 ]; then
		judge "$python" json PYTHONMALLOC=pymalloc_debug
		judge "$python" json PYTHONMALLOC=pymalloc
	fi
	echo "$python: $total calls"
done
summary
