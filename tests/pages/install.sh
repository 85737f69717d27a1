#!/bin/sh
# install.sh - what `meson install` puts in place, and that it works from any other place.
#
# usage: install.sh MESON BUILD-ROOT PREFIX
#
# It is installed with DESTDIR, and the tree is moved then: nothing is where it was meant to be.
set -u
meson=$1
build=$2
prefix=$3
. "$(dirname "$0")/../cli/assert.sh"
unset ARENAWALK_SCENARIOS LANGUAGE LC_MESSAGES
cd "$tmp" || exit 1

run env DESTDIR="$tmp/root" "$meson" install -C "$build" --no-rebuild
check "status $status" [ "$status" -eq 0 ]
mv "$tmp/root$prefix" "$tmp/moved tree"
cd "$tmp/moved tree" || exit 1
A="$tmp/moved tree/bin/arenawalk"

what="the files"
for file in share/man/man1/arenawalk.1 share/bash-completion/completions/arenawalk \
	share/zsh/site-functions/_arenawalk share/fish/vendor_completions.d/arenawalk.fish \
	share/arenawalk/scenarios/01-layers.yaml \
	share/doc/arenawalk/LICENSE share/doc/arenawalk/README.md \
	share/doc/arenawalk/scenarios/README.md; do
	check "no $file" [ -s "$file" ]
done
check "no recorder" [ -n "$(find lib* -name libarenawalk-record.so)" ]
check "more in bin" [ "$(ls bin)" = arenawalk ]
find . -type f | grep -vE '^\./(bin/arenawalk|lib.*/arenawalk/libarenawalk-record(-2)?\.so|share/.*)$' >"$tmp/others"
check "files elsewhere" [ ! -s "$tmp/others" ]
check "files of the build" [ -z "$(find . -name meson.build)" ]
check "other files among the lessons" [ -z "$(find share/arenawalk/scenarios -type f ! -name '*.yaml')" ]

# Each is found beside the program: what we change there shows.
mv share/arenawalk/scenarios/01-layers.yaml share/arenawalk/scenarios/00-moved.yaml
run "$A" lessons
is 0
out "00-moved "
run "$A" check 00-moved
is 0
for lesson in share/arenawalk/scenarios/*.yaml; do
	run "$A" check "$lesson"
	is 0
done
run "$A" --lang zh --help
is 0
out "用法"
if /usr/bin/python3 -c 'import sys; sys.exit(not sys.version_info >= (3, 4))' 2>/dev/null; then
	run "$A" record -o "$tmp/one.awtrace" -- /usr/bin/python3 -c 'print("recorded")'
	check "status $status" [ "$status" -eq 0 ]
	out recorded
	run "$A" verify "$tmp/one.awtrace"
	check "status $status" [ "$status" -eq 0 ]
	out "every placement equal"
fi
if command -v man >/dev/null && man --version >/dev/null 2>&1; then
	run man -M "$PWD/share/man" -w arenawalk
	is 0
	out "$PWD/share/man/man1/arenawalk.1"
fi
summary
