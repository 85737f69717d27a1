#!/bin/sh
# guests.sh - `arenawalk record` in programs that fork, leave, become others, or never were a Python;
# and when the recorder itself is not there any more.
#
# usage: guests.sh PROGRAM COUNT PLUGIN SPOIL [PYTHON]
#
# Exit status 77 if there is no Python that can be recorded.
set -u
A=$(realpath "$1")
COUNT=$(realpath "$2")
PLUGIN=$3
SPOIL=$4
PY=${5:-/usr/bin/python3}
. "$(dirname "$0")/../cli/assert.sh"
PRINTS=$(cd "$(dirname "$0")" && pwd)/prints.py
cd "$tmp" || exit 1
chmod 755 "$tmp"
unset PYTHONMALLOC PYTHONMALLOCSTATS PYTHONDEVMODE LD_PRELOAD
export PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1

"$PY" -c 'import sys; sys.exit(not hasattr(sys, "audit") or sys.implementation.name != "cpython")' \
	2>/dev/null || { echo "$PY: no CPython 3.8 or later"; exit 77; }

record() { # ARGUMENTS...: into out.awtrace and out.awtrace.PID, which are good
	rm -f out.awtrace out.awtrace.*
	run "$A" record -o out.awtrace "$@"
	for file in out.awtrace out.awtrace.*; do
		[ ! -e "$file" ] || good "$file"
	done
}

good() { # FILE: it makes sense, and is what the interpreter did
	"$COUNT" "$1" print >counts 2>faults || fail "$1: $(cat faults)"
	check "$1 is not equal" "$A" verify "$1" >/dev/null
}

files() { # NUMBER: so many recordings
	check "recordings: $(ls out.awtrace* 2>/dev/null)" [ "$(ls out.awtrace* 2>/dev/null | wc -l)" -eq "$1" ]
}

silent() { # no error, whatever else is said
	check "an error: $(grep error: "$tmp/err")" [ "$(grep -c error: "$tmp/err")" -eq 0 ]
}

cat >work.py <<'PY'
def work(count=30000):
    return len([str(i) for i in range(count)])
PY

# -- what is said at the end

record -- "$PY" -c 'import work; print(work.work())'
out 30000
silent
calls=$("$COUNT" out.awtrace | sed -n 's/^calls //p' | sed -e :a -e 's/\([0-9]\)\([0-9]\{3\}\)\(,\|$\)/\1,\2\3/;ta')
err "arenawalk: out.awtrace has $calls calls; see it with: arenawalk play out.awtrace"
record -q -- "$PY" -c 'import work; print(work.work())'
is 0
run "$A" record -o "a b" -- "$PY" -c 1
err "arenawalk play 'a b'"
run "$A" record -o "it's" -- "$PY" -c 1
err "arenawalk play 'it'\''s'"
record -- "$PY" -c 'import work, os; work.work(); os.kill(os.getpid(), 9)'
calls=$("$COUNT" out.awtrace | sed -n 's/^calls //p' | sed -e :a -e 's/\([0-9]\)\([0-9]\{3\}\)\(,\|$\)/\1,\2\3/;ta')
err "out.awtrace has $calls calls"

# -- a script by its name

mkdir bin
ln -s "$PY" bin/python3
printf 'import sys, work\nprint(work.work(), sys.argv[1:])\n' >leak.py
PATH=$tmp/bin:$PATH record leak.py --sample -x 'a b'
silent
out "30000 ['--sample', '-x', 'a b']"
files 1
record -- leak.py
check "status $status" [ "$status" -eq 127 ]
err "leak.py cannot be run"
for call in "" play; do
	run "$A" $call leak.py
	is 2
	err "arenawalk record leak.py"
done

# -- more than one

record -- sh -c "for i in 1 2 3; do '$PY' -c 'print(7)'; done"
out 7
files 1
err "2 processes were not recorded: only the first that runs Python is"
err "--children records the others, too"
record --children -- sh -c "for i in 1 2 3; do '$PY' -c 'print(7)'; done"
silent
files 3
# One that cannot be recorded leaves its place to the next, whose calls fill more than a ring.
record -- sh -c "PYTHONMALLOC=malloc '$PY' -c 1; '$PY' -c 'import work; print(work.work(200000))'"
out 200000
silent
files 1
# However long the recorder needs to see that.
record -- sh -c "kill -STOP \$PPID; PYTHONMALLOC=malloc '$PY' -c 1; (sleep 2; kill -CONT \$PPID) & \
	'$PY' -c 'import work; print(work.work())'"
out 30000
silent
files 1

cat >many.py <<'PY'
import os, sys, work
begun, go = os.pipe(), os.pipe()
children = []
for i in range(int(sys.argv[1])):
    child = os.fork()
    if child == 0:
        os.close(go[1])
        work.work(20)
        os.write(begun[1], b"x")
        os.read(go[0], 1)
        os._exit(0)
    children.append(child)
for child in children:
    os.read(begun[0], 1)
os.close(go[1])
print(sum(os.waitpid(child, 0)[1] for child in children))
PY
if [ "$(ulimit -n)" = unlimited ] || [ "$(ulimit -n)" -ge 256 ]; then
	record --children -- "$PY" many.py 100
	out 0
	files 64
	err "37 processes were not recorded: there were too many at a time"
	record --children -- "$PY" many.py 63
	silent
	files 64
fi
# Where files are short that is said, with what there is to do; what was written is good.
(ulimit -n 48 && record --children -- "$PY" many.py 63 && out 0 && err "\`ulimit -n\` shows" &&
	err "since no file could be made for them: Too many open files" &&
	check "it does not end there" [ "$(grep -c "the recording ends" "$tmp/err")" -eq 0 ] &&
	check "of how many" [ "$(sed -n 's/^arenawalk: error: \([0-9]*\) processes have no .*/\1/p' "$tmp/err")" \
		-eq $((64 - $(ls out.awtrace* | wc -l))) ] && summary >/dev/null) || fail "few files"
# One may take all that a user may.
(ulimit -S -n 48 && record --children -- "$PY" many.py 63 && silent && files 64 &&
	summary >/dev/null) || fail "a soft limit"
run sh -c 'ulimit -n 5; exec "$0" record -o few.awtrace -- "$1" -c 1' "$A" "$PY"
is 2
err "few.awtrace cannot be written: Too many open files"
err "\`ulimit -n\` shows"
# Others are told of by the names of their files.
record --children -- "$PY" many.py 1
other=$(ls out.awtrace.*)
err ", and there is 1 more: $other; see it with"
record --children -- "$PY" many.py 2
for other in out.awtrace.*; do
	err "and there are 2 more"
	err "$other"
done
record --children -- "$PY" many.py 5
err "and there are 5 more"
err " and so on; see it with"
# A program that becomes another takes no second place, and the name says which it is.
record --children -- "$PY" -c 'import os, sys; os.execv(sys.executable, [sys.executable, "-c", "1"])'
err "and there is 1 more: $(ls out.awtrace.*); see it with"
record --children -- sh -c "'$PY' -c 'import os, sys, work
work.work(90)
n = int(sys.argv[1])
if n: os.execv(sys.executable, [sys.executable, \"-c\", sys.orig_argv[2], str(n - 1)])' 3" 2>/dev/null
[ "$("$PY" -c 'import sys; print(hasattr(sys, "orig_argv"))')" != True ] || files 4

# Pythons that a Python starts are told of, and nothing else that it does.
cat >starts.py <<'PY'
import multiprocessing, os, subprocess, sys
ME = sys.executable
def nothing():
    pass
def fork(run):
    child = os.fork()
    if child == 0:
        try:
            run()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
def run(*words, **more):
    try:
        subprocess.run(words, stderr=subprocess.DEVNULL, **more)
    except OSError:
        pass
def failing(call, *arguments):
    try:
        call(*arguments)
    except OSError:
        return
    raise AssertionError
def waited(child):
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
def start(method):
    child = multiprocessing.get_context(method).Process(target=nothing)
    child.start()
    child.join()
ways = {
    "nothing": lambda: None,
    "run": lambda: run(ME, "-c", ""),
    "empty": lambda: run(ME, "-c", "", env={}),
    "vfork": lambda: run(ME, "-c", "", close_fds=False),
    "preexec": lambda: run(ME, "-c", "", preexec_fn=nothing),
    "fork": lambda: fork(nothing),
    "again": lambda: fork(lambda: fork(nothing)),
    "exec": lambda: os.execv(ME, [ME, "-c", ""]),
    "search": lambda: os.execvpe("a-python", ["a-python", "-c", ""], os.environ),
    "fork-exec": lambda: fork(lambda: os.execve(ME, [ME, "-c", ""], {})),
    "fork-true": lambda: fork(lambda: os.execv("/bin/true", ["true"])),
    "fork-fails": lambda: fork(lambda: os.execv("/nowhere/python3", ["python3"])),
    "fexecve": lambda: fork(lambda: os.execve(os.open(ME, os.O_RDONLY), [ME, "-c", ""], {})),
    "spawn": lambda: waited(os.posix_spawn(ME, [ME, "-c", ""], {})),
    "spawnp": lambda: waited(os.posix_spawnp("a-python", ["a-python", "-c", ""], os.environ)),
    "script": lambda: run("./script"),
    "env": lambda: run("./env"),
    "shell": lambda: run("./shell"),
    "true": lambda: run("true"),
    "fails": lambda: run("python3-of-nowhere"),
    "directory": lambda: run("./bin"),
    "closed": lambda: run("./closed"),
    "closed-fork": lambda: fork(lambda: run("./closed", preexec_fn=nothing)),
    "closed-spawn": lambda: failing(os.posix_spawn, "./closed", ["closed"], {}),
    "closed-exec": lambda: fork(lambda: os.execv("./closed", ["closed"])),
    "multi-fork": lambda: start("fork"),
    "multi-spawn": lambda: start("spawn"), # and who looks after resources
}
if __name__ == "__main__":
    for way in sys.argv[1:]:
        ways[way]()
PY
printf '#!%s\n' "$PY" >script
printf '#!/usr/bin/env -S X=1 python3\n' >env
printf '#!/bin/sh\n' >shell
cp script closed
ln -s "$PY" bin/a-python
chmod 755 script env shell
chmod 644 closed # it is for a Python, and cannot be run
starts() { # NUMBER WAY...: so many are told of
	number=$1
	shift
	record -- "$PY" starts.py "$@"
	check "status $status" [ "$status" -eq 0 ]
	said=$(sed -n 's/^arenawalk: \([0-9]*\) Python process.* started by it .* not recorded: --children .*/\1/p' "$tmp/err")
	check "$*: '$said' instead of $number are told of" [ "${said:-0}" = "$number" ]
}
usual=$PATH
PATH=$tmp/bin:$PATH
for way in nothing fork-true fork-fails shell true fails directory closed closed-spawn closed-exec; do
	starts 0 "$way"
	silent
done
for way in run empty vfork preexec fork exec search fork-exec fexecve script env closed-fork multi-fork; do
	starts 1 "$way"
	silent
done
if "$PY" -c 'import os; os.posix_spawnp; os.waitstatus_to_exitcode'; then
	starts 2 spawn spawnp
fi
starts 2 again
starts 2 multi-spawn
starts 3 run true run nothing fork
record -q -- "$PY" starts.py run
check "something is said: $(cat "$tmp/err")" [ ! -s "$tmp/err" ]
record --children -- "$PY" starts.py run fork true empty fork-exec
err "2 processes were not recorded: the program started them with an environment of its own"
check "told twice" [ "$(grep -c "not recorded" "$tmp/err")" -eq 1 ]
PATH=$usual

# -- forks that nobody tells of, and what is left behind

cat >raw.py <<'PY'
import ctypes, os, platform, sys, work
work.work(3000)
number = {"x86_64": 57}.get(platform.machine())
if number is None:
    sys.exit(77)
child = ctypes.CDLL(None).syscall(number)
for i in range(9):
    work.work()
if child == 0:
    os._exit(0)
print(os.waitpid(child, 0)[1])
PY
"$PY" raw.py >/dev/null
if [ $? -eq 0 ]; then
	record --children -- "$PY" raw.py
	silent
	out 0
	files 2
	record -- "$PY" raw.py
	silent
	out 0
	files 1
fi

# Each makes calls of its own, with free lists of any version: who makes none has no recording.
# With a word more the first waits until the second has gone, and only the daemon is left.
cat >daemon.py <<'PY'
import os, sys, time, work
work.work(3000)
child = os.fork()
if child:
    if sys.argv[1:]: os.waitpid(child, 0)
    os._exit(3)
os.setsid()
work.work(600)
if os.fork(): os._exit(0)
while os.path.exists("daemon.py") and not os.path.exists("go"): time.sleep(0.05)
work.work()
os._exit(0)
PY
left_behind() { # SETTING: it is recorded until the end, which comes when that has been said
	rm -f go over
	: >"$tmp/err"
	(until grep -q "left behind" "$tmp/err" || [ -e over ]; do sleep 0.1; done; : >go) &
	record --children -- env $1 "$PY" daemon.py
	: >over
	wait
	check "status $status" [ "$status" -eq 3 ]
	silent
	files 3
	err "left behind"
	for file in out.awtrace.*; do "$COUNT" "$file" | sed -n 's/^calls //p'; done | sort -n | tail -1 >most
	check "the daemon's calls are missing: $(cat most)" [ "$(cat most)" -gt 30000 ]
}
left_behind X=1
# On a busy machine a child begins long after its parent has ended.  One that never does is not waited for.
ln -s "$(dirname "$SPOIL")" spoil
spoil=$tmp/spoil/${SPOIL##*/}
export LD_PRELOAD="$spoil"
left_behind SPOIL_BIRTH=late
record --children -- env SPOIL_BIRTH=never "$PY" daemon.py
unset LD_PRELOAD
check "status $status" [ "$status" -eq 3 ]
files 1
rm -f go
record -- "$PY" daemon.py alone
: >go
check "status $status" [ "$status" -eq 3 ]
err "1 process forked by the program is still running, not recorded"
err "--children records children, too"

what='Ctrl-C ends the recording of what was left behind'
rm -f go out.awtrace*
: >"$tmp/err"
"$A" record --children -o out.awtrace -- "$PY" daemon.py 2>"$tmp/err" &
recorder=$!
until grep -q "left behind" "$tmp/err" || ! kill -0 $recorder; do sleep 0.1; done
kill -TERM $recorder
wait $recorder
status=$?
: >go
check "status $status" [ "$status" -eq 3 ]
good out.awtrace

# -- other users, other namespaces

if [ "$(id -u)" -eq 0 ]; then
	cat >drop.py <<'PY'
import os, work
work.work(3000)
if os.fork() == 0:
    os.setgid(65534)
    os.setuid(65534)
    work.work(600)
    if os.fork() == 0:
        work.work()
        os._exit(4)
    os._exit(os.wait()[1] >> 8)
print(os.wait()[1] >> 8)
PY
	record --children -- "$PY" drop.py
	silent
	out 4
	files 3
	# By way of su, where that can be done without a word, and the library may be read by others
	# (it may lie in root's own folder).
	library=$(dirname "$A")/src/recorder/libarenawalk-record.so
	if su nobody -s /bin/sh -c "test -r '$library' && '$PY' -c 1" >/dev/null 2>&1; then
		record -- su nobody -s /bin/sh -c "'$PY' -c 'import os; print(os.getuid())'"
		silent
		out "$(id -u nobody)"
		files 1
	fi
fi
for more in "" --mount-proc; do
	unshare -p -f $more true 2>/dev/null || continue
	record -- unshare -p -f $more "$PY" -c 'import os, work; work.work(); print(os.getpid())'
	silent
	out 1
	files 1
done

# -- a place that LD_PRELOAD has no way to name

usual=$A
A="$tmp/a b:c/arenawalk"
mkdir -p "$tmp/a b:c/src/recorder" "$tmp/temporary"
cp "$usual" "$A"
cp "${usual%/*}"/src/recorder/libarenawalk-record*.so "$tmp/a b:c/src/recorder"
export TMPDIR="$tmp/temporary"
nothing_left() {
	check "something is left: $(ls -A "$TMPDIR")" [ -z "$(ls -A "$TMPDIR")" ]
}
for before in "" "unshare -p -f --mount-proc"; do
	[ -z "$before" ] || $before true 2>/dev/null || continue
	record -- $before "$PY" -c 'import work; print(work.work())'
	out 30000
	silent
	files 1
	nothing_left
done
rm -f go
record -- "$PY" daemon.py alone
: >go
err "1 process forked by the program is still running, not recorded"
record -- sh -c '"$0" -c "import work; work.work()"; kill -TERM $$' "$PY"
check "status $status" [ "$status" -eq 143 ]
files 1
nothing_left
run "$A" record -- nowhere
check "status $status" [ "$status" -eq 127 ]
nothing_left
for TMPDIR in /nowhere "$tmp/a b:c"; do # no room for a link, and none that has a name
	record -- "$PY" -c 'import work; print(work.work())'
	out 30000
	silent
	files 1
done
check "something is left in $TMPDIR" [ "$(ls "$TMPDIR" | wc -l)" -eq 2 ]
unset TMPDIR
A=$usual

# -- a Python that comes later

library=$("$PY" -c 'import sysconfig
print("%s/%s" % (sysconfig.get_config_var("LIBDIR"), sysconfig.get_config_var("INSTSONAME")))')
PYTHONPATH=$tmp "$PLUGIN" "$library" 'import work; print(work.work())' >plain 2>/dev/null
if grep -q 30000 plain; then
	export PYTHONPATH="$tmp"
	record -- "$PLUGIN" "$library" 'import work; print(work.work())'
	out 30000
	silent
	files 1
	record -- "$PLUGIN" "$library" 'print([str(i) for i in range(99)][98])' isolated
	out 98
	[ -e out.awtrace ] || err "1 process was not recorded: Python was loaded into a program that ran already"
	unset PYTHONPATH
fi

# -- what the interpreter prints about pymalloc

for option in -B -E -I "-X tracemalloc"; do
	what="$option: what it prints about pymalloc"
	"$PY" "$PRINTS" "$A" "$PY" $option >prints 2>&1
	printed=$?
	check "$(cat prints)" [ $printed -eq 0 ]
done

# What is taken away for the moment is put back: every call before and after is there.
for setting in X=1 PYTHONMALLOCSTATS=1; do
	record -- env $setting "$PY" -c '
import sys, work
for i in range(3):
    work.work()
    sys._debugmallocstats()
print(work.work())'
	out 30000
	err "Small block threshold"
	silent
	files 1
done

# -- errno

cat >errnos.py <<'PY'
import ctypes, os
py = ctypes.PyDLL(None, use_errno=True)
c = ctypes.CDLL(None, use_errno=True)
py.PyObject_Malloc.restype = py.PyObject_Realloc.restype = ctypes.c_void_p
py.PyObject_Malloc.argtypes = [ctypes.c_size_t]
py.PyObject_Realloc.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
py.PyObject_Free.argtypes = [ctypes.c_void_p]
seen = {}
def call(function, *arguments):
    ctypes.set_errno(77)
    result = function(*arguments)
    seen.setdefault(function.__name__, set()).add(ctypes.get_errno())
    return result
for i in range(3):
    blocks = [call(py.PyObject_Malloc, 500) for i in range(20000)]
    blocks = [call(py.PyObject_Realloc, block, 400 if i % 2 else 90) for i, block in enumerate(blocks)]
    for event in (b"arenawalk.mark", b"import"):
        call(py.PySys_Audit, event, b"s", b"here")
    for block in blocks:
        call(py.PyObject_Free, block)
child = call(c.fork)
if child == 0:
    kept = [call(py.PyObject_Malloc, 500) for i in range(5000)]
    os._exit(seen != {name: {77} for name in seen})
print(os.waitpid(child, 0)[1], sorted(seen.items()))
PY
export LD_PRELOAD="$spoil" # the recorder's calls leave another errno
"$PY" errnos.py >plain 2>&1
for how in "" --children "--sample 5000"; do
	record $how -- "$PY" errnos.py
	silent
	same plain out
done
unset LD_PRELOAD
check "errno is changed: $(cat plain)" [ "$(grep -o '{[^}]*}' plain | sort -u)" = '{77}' ]

# -- a recorder that died, whoever has noticed it

cat >zombie.py <<'PY'
import os, signal, subprocess, sys, time
program = '''
import os, time, work
work.work()
open("ready", "w").close()
while os.path.exists("ready"): time.sleep(0.02)
def asleep(): # neither running nor waiting for a processor, however busy the machine is
    if not os.path.exists("/proc/self/schedstat"): return time.time()
    return time.time() - sum(map(int, open("/proc/self/schedstat").read().split()[:2])) / 1e9
began = asleep()
for i in range(30): work.work()
with open("new", "w") as file: file.write("%d" % (asleep() - began))
os.rename("new", "survived")
'''
recorder = subprocess.Popen([sys.argv[1], "record", "-o", "out.awtrace", "--", sys.argv[2], "-c", program])
while not os.path.exists("ready"): time.sleep(0.05)
while os.path.getsize("out.awtrace") < 4096: time.sleep(0.05)
os.kill(recorder.pid, signal.SIGKILL)
while open("/proc/%d/stat" % recorder.pid).read().split()[2] != "Z": time.sleep(0.05)
os.unlink("ready")
for i in range(1200):
    if os.path.exists("survived"): break
    time.sleep(0.1)
recorder.wait()
PY
what='a dead recorder that nobody has taken notice of'
rm -f out.awtrace ready survived
"$PY" zombie.py "$A" "$PY"
check "the program waits for it" [ -e survived ]
check "the program waited for $(cat survived) s" [ "$(cat survived)" -le 1 ]
good out.awtrace
run "$A" verify out.awtrace
out "the recording ends before the process did"

what='a recorder that is only stopped'
rm -f out.awtrace ready survived
"$A" record -q -o out.awtrace -- "$PY" -c '
import os, time, work
with open("new", "w") as file: file.write(str(os.getpid()))
os.rename("new", "ready")
while os.path.exists("ready"): time.sleep(0.02)
for i in range(30): work.work()
open("survived", "w").close()' &
recorder=$!
while [ ! -e ready ] && kill -0 $recorder 2>/dev/null; do sleep 0.1; done
program=$(cat ready)
kill -STOP $recorder
rm -f ready
# It goes on until the ring is full, and then gets nowhere: there is more to do than fits.
used() { cut -d' ' -f14,15 "/proc/$program/stat" 2>/dev/null; }
while before=$(used) && sleep 1 && [ "$before" != "$(used)" ]; do :; done
check "calls were lost" [ ! -e survived ]
kill -CONT $recorder
wait $recorder
good out.awtrace
check "calls were lost" [ "$(sed -n 's/^exit //p' counts)" = 1 ]

# -- no room

for limit in 16 512; do
	(ulimit -f $limit; exec "$A" record -o out.awtrace -- "$PY" -c 'print(1)') >out 2>err
	status=$?
	what="ulimit -f $limit"
	check "status $status" [ "$status" -eq 2 ]
	err "ulimit -f"
done

summary
