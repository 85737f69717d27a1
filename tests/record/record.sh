#!/bin/sh
# record.sh - `arenawalk record` with a real Python: the program must not notice, and what it did
# must be there.
#
# usage: record.sh PROGRAM COUNT [PYTHON]
#
# Exit status 77 if there is no Python that can be recorded.
set -u
A=$(realpath "$1")
COUNT=$(realpath "$2")
PY=${3:-/usr/bin/python3}
. "$(dirname "$0")/../cli/assert.sh"
cd "$tmp" || exit 1
unset PYTHONMALLOC PYTHONMALLOCSTATS PYTHONDEVMODE LD_PRELOAD
export PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1

"$PY" -c 'import sys; sys.exit(not hasattr(sys, "audit") or sys.implementation.name != "cpython")' \
	2>/dev/null || { echo "$PY: no CPython 3.8 or later"; exit 77; }

record() { # ARGUMENTS...: into out.awtrace, which is read
	rm -f out.awtrace out.awtrace.*
	run "$A" record -q -o out.awtrace "$@"
	: >counts
	[ ! -e out.awtrace ] || valid out.awtrace
}

valid() { # FILE: it is a recording, and makes sense
	"$COUNT" "$1" print >counts 2>faults || fail "$1: $(cat faults)"
}

has() { # LINE: of what count says
	check "the recording has no '$1': $(grep "^${1%% *}" counts | head -3)" grep -qxF -e "$1" counts
}

some() { # NAME: there are any
	check "the recording has no $1" grep -qE "^$1 [1-9]" counts
}

by_signal() { # NUMBER COMMAND...: the command died of it
	number=$1
	shift
	what=$*
	got=$("$PY" -c 'import subprocess, sys; print(-subprocess.run(sys.argv[1:]).returncode)' "$@" \
		2>"$tmp/err")
	check "died of $got instead of $number" [ "$got" = "$number" ]
}

cat >churn.py <<'PY'
import sys
def churn(count):
    kept = {}
    for i in range(count):
        kept[i % 500] = [str(i), {"i": i}, (i, i * 0.5)]
    return len(kept)
PY

# -- a program as it should be

cat >plain.py <<'PY'
import sys, churn
sys.audit("arenawalk.mark", "before")
print(churn.churn(20000), sys.argv, sys.stdin.read())
sys.stderr.write("and this\n")
sys.audit("arenawalk.mark", "grün 🐍")
sys.exit(7)
PY
printf 'typed\n' | "$PY" plain.py a 'b c' >plain.out 2>plain.err
printf 'typed\n' | "$A" record -q -o out.awtrace -- "$PY" plain.py a 'b c' >record.out 2>record.err
status=$?
what='the program alone and recorded'
check "status $status" [ "$status" -eq 7 ]
same plain.out record.out
same plain.err record.err
valid out.awtrace
has "mark before"
has "mark grün 🐍"
has "import churn"
has "stats 3"
has "exit 1"
has "status whole"
has "debug-extra 0"
some malloc; some realloc; some calloc; some free; some arena
check "others can read it" [ "$(stat -c %a out.awtrace)" = 600 ]

# -- what it takes: a byte a call, or nearly, also of a program that hardly begins

for program in pass 'import json, re, argparse'; do
	record -- "$PY" -c "$program"
	calls=$(sed -n 's/^calls //p' counts)
	bytes=$(stat -c %s out.awtrace)
	check "$calls calls of $program" [ "${calls:-0}" -gt 20000 ]
	check "$bytes bytes for $calls calls of $program" [ "$bytes" -lt $((calls * 115 / 100)) ]
done

# -- what a program can see of itself

cat >self.py <<'PY'
import os, signal, sys
print(sorted(os.environ.items()))
print(sorted(os.listdir("/proc/self/fd")))
print([signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGXFSZ)])
print(open("/proc/self/status").read().split("SigIgn:")[1].split()[0])
PY
"$PY" self.py >plain.out </dev/null
record -- "$PY" self.py
is 0
what='environment, descriptors and signals'
same plain.out out
LANGUAGE=zh:de "$PY" self.py >plain.out </dev/null
LANGUAGE=zh:de record -- "$PY" self.py
is 0
same plain.out out
# (The program itself must bear it: one with checks of memory does not.)
if LD_PRELOAD=libm.so.6 "$A" --version >/dev/null 2>&1; then
	LD_PRELOAD=libm.so.6 "$PY" self.py >plain.out </dev/null
	LD_PRELOAD=libm.so.6 record -- "$PY" self.py
	is 0
	what='with a preloaded library of its own'
	same plain.out out
	some malloc
fi

# -- where it is written

echo precious >victim
ln -s victim link
run "$A" record -o link -- "$PY" -c 'print(1)'
is 2
no_out
err "link cannot be written: it is a symbolic link"
check "the target was touched" [ "$(cat victim)" = precious ]
run "$A" record -o victim -- "$PY" -c 'print(1)'
is 2
no_out
err "it is there already and is no recording"
check "the file was touched" [ "$(cat victim)" = precious ]
# --force replaces it, but nothing goes through a link, nor over the program.
run "$A" record --force -o link -- "$PY" -c 'print(1)'
is 2
err "link cannot be written: it is a symbolic link"
check "the target was touched" [ "$(cat victim)" = precious ]
echo 'print(1)' >self.py
for word in self.py ./self.py; do
	run "$A" record -f -o "$word" self.py
	is 2
	no_out
	err "it is there already and is no recording"
	check "the program was touched" [ "$(cat self.py)" = 'print(1)' ]
done
echo precious >other
run "$A" record -q -f -o other self.py
is 0
check "no recording" sh -c 'head -c 9 other | grep -q arenawalk'
rm other self.py
mkdir folder
run "$A" record -o folder -- "$PY" -c 'print(1)'
is 2
run "$A" record -o nowhere/out -- "$PY" -c 'print(1)'
is 2
err "No such file or directory"
record -- "$PY" churn.py
chmod 644 out.awtrace
run "$A" record -o out.awtrace -- "$PY" plain.py </dev/null
check "a recording was not replaced" [ "$status" -eq 7 ]
check "others can read what was replaced" [ "$(stat -c %a out.awtrace)" = 600 ]
valid out.awtrace
has "mark before"
mkdir named
(cd named && "$A" record "$PY" ../churn.py)
what='a name of its own'
check "$(ls named)" [ "$(ls named | grep -c "^${PY##*/}\.[0-9]*\.awtrace$")" = 1 ]
rm named/*
mkdir named/bin
ln -s "$PY" named/bin/python3
(cd named && PATH=$PWD/bin:$PATH "$A" record ../churn.py)
check "$(ls named)" [ "$(ls named | grep -c "^churn\.[0-9]*\.awtrace$")" = 1 ]

# -- how it ends

record -- "$PY" -c 'import os, churn; churn.churn(900); print("out", flush=True); os._exit(9)'
check "status $status" [ "$status" -eq 9 ]
out "out"
has "exit 1"
has "stats 1"

end='import os, signal, sys, churn; churn.churn(9000); sys.audit("arenawalk.mark", "last")'
for death in "9 os.kill(os.getpid(), 9)" "15 os.kill(os.getpid(), 15)" \
	"11 __import__('ctypes').string_at(0)" "6 os.abort()"; do
	rm -f out.awtrace
	by_signal "${death%% *}" "$A" record -o out.awtrace -- "$PY" -c "$end; ${death#* }"
	valid out.awtrace
	has "mark last"
	has "exit 0"
done

rm -f ready
cat >waits.py <<'PY'
import signal, sys, time, churn
signal.signal(signal.SIGTERM, lambda *a: sys.exit(5))
churn.churn(3000)
open("ready", "w").close()
time.sleep(60)
PY
what='a signal sent to the recorder'
rm -f out.awtrace
"$A" record -o out.awtrace -- "$PY" waits.py &
recorder=$!
while [ ! -e ready ] && kill -0 $recorder 2>/dev/null; do sleep 0.1; done
sleep 0.3
what='a recording that still grows'
valid out.awtrace
some malloc
what='a signal sent to the recorder'
kill -TERM $recorder
wait $recorder
status=$?
check "status $status instead of 5" [ "$status" -eq 5 ]
valid out.awtrace
has "exit 1"

what='the recorder is killed: the program goes on'
rm -f out.awtrace ready survived
"$A" record -o out.awtrace -- "$PY" -c '
import os, time, churn
open("ready", "w").close()
while os.path.exists("ready"): time.sleep(0.05)
churn.churn(300000)
open("survived", "w").close()' &
recorder=$!
while [ ! -e ready ] && kill -0 $recorder 2>/dev/null; do sleep 0.1; done
sleep 0.3
kill -KILL $recorder
wait $recorder 2>/dev/null
rm -f ready
for i in $(seq 100); do [ -e survived ] || sleep 0.1; done
check "it did not" [ -e survived ]
valid out.awtrace

what='no room for the recording'
rm -f out.awtrace
# In no order, so that no compression makes it small.
cat >shuffled.py <<'PY'
import random
for i in range(6):
    kept = [[i] for i in range(200000)]
    random.Random(i).shuffle(kept)
    while kept: kept.pop()
print(500)
PY
(ulimit -f 2400; exec "$A" record -o out.awtrace -- "$PY" shuffled.py) >out 2>err
status=$?
check "status $status" [ "$status" -eq 0 ]
out 500
err "out.awtrace: File too large"
valid out.awtrace
has "exit 0"
calls=$(sed -n 's/^calls //p' counts | sed -e :a -e 's/\([0-9]\)\([0-9]\{3\}\)\(,\|$\)/\1,\2\3/;ta')
err "out.awtrace has $calls calls" # those that are there

# -- other processes

cat >family.py <<'PY'
import os, subprocess, sys, churn
churn.churn(3000)
child = os.fork()
if child == 0:
    churn.churn(5000)
    sys.audit("arenawalk.mark", "child")
    os._exit(3)
print(os.waitpid(child, 0)[1] >> 8)
print(subprocess.run([sys.executable, "-c", "import churn, os; churn.churn(4000);"
                      "print('ARENAWALK_RECORD' in os.environ)"], stdout=subprocess.PIPE).stdout)
PY
record -- "$PY" family.py
is 0
out "b'False\\n'"
has "mark 0"
has "exit 1"
check "children were recorded" [ "$(ls out.awtrace*)" = out.awtrace ]
record --children -- "$PY" family.py
is 0
out "b'True\\n'"
what='--children'
check "files: $(ls out.awtrace*)" [ "$(ls out.awtrace.* | wc -l)" -ge 2 ]
marks=0
for file in out.awtrace.*; do
	valid "$file"
	some malloc
	check "$file can be read by others" [ "$(stat -c %a "$file")" = 600 ]
	! grep -q '^mark child' counts || marks=$((marks + 1))
done
check "$marks files have the child's mark" [ "$marks" -eq 1 ]

record -- "$PY" -c 'import os, churn; churn.churn(3000); os.execvp("echo", ["echo", "became echo"])'
is 0
out "became echo"
has "exit 0"
some malloc
record -- sh -c "exec '$PY' churn.py"
is 0
some malloc
record -- sh -c "'$PY' plain.py </dev/null >/dev/null 2>&1; echo status \$?"
is 0
out "status 7"
has "mark before"
record -- "$PY" -c '
import threading, churn
threads = [threading.Thread(target=churn.churn, args=(5000,)) for i in range(8)]
[t.start() for t in threads]; [t.join() for t in threads]'
is 0
has "exit 1"

# -- nothing to record

record -- sh -c 'echo hello; exit 4'
check "status $status" [ "$status" -eq 4 ]
out hello
err "nothing was recorded"
err "no CPython"
check "a file is left" [ ! -e out.awtrace ]
PYTHONMALLOC=malloc record -- "$PY" -c 'import churn; print(churn.churn(900))'
check "status $status" [ "$status" -eq 0 ]
out 500
err "pymalloc is not in use"
check "a file is left" [ ! -e out.awtrace ]
record -- ./no-such-command
check "status $status" [ "$status" -eq 127 ]
err "./no-such-command cannot be run: No such file or directory"
err "hint: \`ls\` shows"
record -- no-such-command
err "hint: \`echo \$PATH\` shows"
record no-such-command
err "stand behind --"
# A folder that may not be looked into hides nothing (who may do anything looks anyway).
mkdir closed
chmod 0 closed
run env PATH="$tmp/closed:$PATH" "$A" record -- no-such-command
chmod 700 closed
check "status $status" [ "$status" -eq 127 ]
err "no-such-command cannot be run: No such file or directory"
run "$A" record -o nowhere/out.awtrace -- "$PY" -c 1
is 2
err "nowhere/out.awtrace cannot be written: No such file or directory"
err "hint: make its folder first: mkdir -p"
run env PATH="$tmp" "$A" record churn.py
check "status $status" [ "$status" -eq 127 ]
err "hint: \`echo \$PATH\` shows"
record -- ./victim
check "status $status" [ "$status" -eq 126 ]
err "hint: is it a program?"
run "$A" record
is 2
err "which command?"
run "$A" record --sample x -- true
is 2
run "$A" record -x -- true
is 2

# -- other allocators

for way in PYTHONMALLOC=debug PYTHONMALLOC=pymalloc_debug PYTHONDEVMODE=1; do
	export "${way?}"
	record -- "$PY" -c 'import churn; print(churn.churn(9000))'
	unset "${way%%=*}"
	check "$way: status $status" [ "$status" -eq 0 ]
	has "debug-extra 24"
	has "exit 1"
done
record -- "$PY" -X dev -I -c 'print(1)'
has "debug-extra 24"
PYTHONMALLOC=pymalloc record -- "$PY" -c 'print(1)'
has "debug-extra 0"
has "unknown 0"

# -- more of it

record --sample 3000 -- "$PY" -c 'import churn; churn.churn(9000)'
is 0
some pools
record -v -- "$PY" -c 'import churn; churn.churn(9000)'
err "out.awtrace: Python "

summary
