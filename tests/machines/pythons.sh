#!/bin/sh
# pythons.sh - record and verify the Pythons that the release of this machine has.
#
#	sh tests/machines/pythons.sh [VERSION...]        3.13 3.14 3.15
#
# What unstable.sh runs in a tree that is built and on a machine that may be altered: it installs
# those of the versions that are there, says which are not, and has the judge (tests/judge) and the tests
# of the recorder (tests/record/others.sh) look at them.  The newest knows the newest Unicode, too: whether our table of widths is of it is said.  The
# last word is "ok" if every recording is equal and there was at least one.
set -u
[ $# -gt 0 ] || set -- 3.13 3.14 3.15
sudo=$([ "$(id -u)" = 0 ] || echo sudo)
python='' pythons=''
for version; do
	$sudo apt-get install -y --no-install-recommends "python$version" >/dev/null 2>&1
	if there=$(command -v "python$version"); then
		python=$there
		pythons="$pythons $python"
		"$python" -c 'import sys; print(sys.version.replace("\n", " "))'
	else
		echo "python$version: this release has none"
	fi
done
[ -n "$pythons" ] || exit 1
"$python" src/base/widths.py --check
[ $? != 1 ] || exit 1
export ARENAWALK_PYTHONS="$pythons"
bash tests/judge/judge.sh build/arenawalk &&
	sh tests/record/others.sh build/arenawalk build/tests/record/record-count && echo ok
