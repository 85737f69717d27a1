#!/bin/sh
# others.sh - `arenawalk record` with every other Python that is found.
#
# usage: others.sh PROGRAM COUNT
#
# Looks into ARENAWALK_PYTHONS (a list of programs) or ~/.pyenv.  Exit status 77 if there is none.
set -u
A=$(realpath "$1")
COUNT=$(realpath "$2")
. "$(dirname "$0")/../cli/assert.sh"
PRINTS=$(cd "$(dirname "$0")" && pwd)/prints.py
cd "$tmp" || exit 1
unset PYTHONMALLOC PYTHONDEVMODE LD_PRELOAD
export PYTHONDONTWRITEBYTECODE=1

pythons=${ARENAWALK_PYTHONS:-$(ls -d "$HOME"/.pyenv/versions/*/bin/python 2>/dev/null)}
[ -n "$pythons" ] || { echo "no other Pythons here (ARENAWALK_PYTHONS, ~/.pyenv)"; exit 77; }

cat >program.py <<'PY'
import os, sys, threading
def churn(count):
    kept = {}
    for i in range(count):
        kept[i % 500] = [str(i), {"i": i}, (i, i * 0.5)]
    return len(kept)
churn(9000)
child = os.fork()
if child == 0:
    os._exit(churn(3000) // 100)
print(os.waitpid(child, 0)[1] >> 8)
threads = [threading.Thread(target=churn, args=(3000,)) for i in range(3)]
[t.start() for t in threads]; [t.join() for t in threads]
PY

recorded() { # SETTING OPTION EXTRA: what is recorded is whole, with so much for debug hooks
	rm -f out.awtrace
	run env PYTHONWARNINGS=ignore $1 "$A" record -q -o out.awtrace -- $python $2 program.py
	is 0
	out 5
	what="$python $1 $2"
	"$COUNT" out.awtrace >counts 2>faults || fail "$(cat faults)"
	check "$(cat counts)" grep -qx "exit 1" counts
	check "$(cat counts)" grep -qx "unknown 0" counts
	check "$(cat counts)" grep -qx "note 0" counts
	check "$(cat counts)" grep -qx "debug-extra $3" counts
}

refused() { # SETTING WHY: nothing is recorded, and why is said
	rm -f out.awtrace
	run env PYTHONWARNINGS=ignore $1 "$A" record -q -o out.awtrace -- $python program.py
	check "status $status" [ "$status" -eq 0 ]
	out 5
	err "$2"
	check "a file is left" [ ! -e out.awtrace ]
}

prints() { # what it prints of its own is printed
	what="$python: what it prints"
	/usr/bin/python3 "$PRINTS" "$A" "$python" >prints 2>&1
	printed=$?
	check "$(cat prints)" [ $printed -eq 0 ]
}

for python in $pythons; do
	version=$($python -c 'import sys
print("%d %d" % sys.version_info[:2], "t" if not getattr(sys, "_is_gil_enabled", lambda: True)() else "")')
	case $version in
	"3 "*t | "2 "*) ;;
	*) prints ;;
	esac
	case $version in
	"3 "*t) refused X=1 "free-threaded" ;;
	"3 6 "*)
		recorded X=1 "" 0
		recorded X=1 -E 0
		recorded PYTHONMALLOC=pymalloc_debug "" 32
		refused PYTHONMALLOC=debug "PYTHONMALLOC=pymalloc_debug" ;;
	"3 7 "*)
		recorded X=1 "" 0
		recorded X=1 "-X dev" 32
		recorded PYTHONMALLOC=pymalloc "" 0
		refused PYTHONMALLOC=malloc "pymalloc is not in use" ;;
	"3 4 "* | "3 5 "*) recorded X=1 "" 0 ;;
	"3 "*)
		recorded X=1 "" 0
		recorded X=1 "-I -X dev" 24
		recorded PYTHONMALLOC=pymalloc "" 0
		refused PYTHONMALLOC=malloc "pymalloc is not in use" ;;
	*) # 2.7: where its functions lie in a library others can come before them
		if "$python" -c 'import sys, sysconfig; sys.exit(not sysconfig.get_config_var("Py_ENABLE_SHARED"))'; then
			recorded X=1 "" 0
		else
			refused X=1 "built with --enable-shared"
		fi ;;
	esac
done

summary
