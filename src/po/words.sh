#!/bin/sh
# words.sh MSGFMT ENDIANNESS PRIu64 CATALOGUE OUT - a catalogue as the bytes of an array of C.
#
# OUT is what lang.c includes: what msgfmt makes of CATALOGUE for a machine of this ENDIANNESS
# (little, big), where uint64_t is printed as PRIu64 (lu, llu): "%<PRIu64>", which msgfmt would
# leave to gettext's own functions, is settled here.
set -e
trap 'rm -f "$5.po" "$5.mo"' EXIT
sed "s/<PRI\([a-zA-Z]\)64>/${3%u}\1/g" "$4" >"$5.po"
if grep '<PRI' "$5.po"; then
	echo "$4: only numbers of 64 bits are known" >&2
	exit 1
fi
"$1" --endianness="$2" -o "$5.mo" "$5.po"
od -An -v -tx1 "$5.mo" | sed 's/ \(..\)/0x\1,/g' >"$5"
