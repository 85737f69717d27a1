#!/bin/sh
# missing.sh - where something is missing, the build says what to install.
#
# usage: missing.sh MESON SOURCE-ROOT
#
# pkg-config is made to find nothing.  The packages that are named are those
# of the README, so that neither forgets one of the other's.
set -u
meson=$1
source=$2
. "$(dirname "$0")/cli/assert.sh"
cd "$tmp" || exit 1

packages() # the n-th command of the README: the packages that are no tools of everybody's
{
	awk -v n="$1" '/^```sh$/ { block++; next } /^```$/ { if (block == n) exit; next } block == n' \
		"$source/README.md" | sed 's/.*--no-install-recommends \(.*\) && meson setup.*/\1/' | tr ' ' '\n' |
		grep -vE '^(gcc|libc6-dev|meson|pkg-config|libpython3-dev|gettext)$' | sort
}

named() # what the build asks for
{
	sed -n 's/.*apt-get install \([^;]*\).*/\1/p' out err | tr ' ' '\n' | sort -u
}

what="the libraries"
run env PKG_CONFIG_LIBDIR="$tmp/nothing" "$meson" setup build "$source"
check "status $status" [ "$status" -ne 0 ]
named >asked
packages 1 >wanted
check "other packages than the README's: $(cat asked)" cmp -s asked wanted

what="libraries for tests"
mkdir pc
for library in libcyaml yaml-0.1 ncursesw libzstd; do
	printf 'Name: %s\nDescription: none\nVersion: 99\n' "$library" >"pc/$library.pc"
done
run env PKG_CONFIG_LIBDIR="$tmp/pc" "$meson" setup -Dtests=enabled build-tests "$source"
check "status $status" [ "$status" -ne 0 ]
named >asked
packages 2 | comm -23 - wanted >more
check "other packages than the README's: $(cat asked)" cmp -s asked more
run env PKG_CONFIG_LIBDIR="$tmp/pc" "$meson" setup build-without "$source"
check "status $status" [ "$status" -eq 0 ]
out "no tests are built"
summary
