#!/bin/sh
# house.sh - one meaning a word: what stands in two folders is called differently.
#
#	house.sh SOURCE-ROOT
#
#   - no two files of src/ have the same base name, a header and its source apart;
#   - no struct, enum or union is defined in two files, private ones included;
#   - a file of ours that a comment names with its folder is there.

cd "$1/src" || exit 1
folder=$(mktemp -d "${TMPDIR:-/tmp}/arenawalk-names-XXXXXX")
trap 'rm -rf "$folder"' EXIT
failed=0

# Each line of a file tells of one fault.
say() # FILE NAME
{
	if [ -s "$1" ]; then
		sed 's/^/# /' "$1"
		echo "not ok - $2"
		failed=1
	else
		echo "ok - $2"
	fi
}

echo "1..3"
find . -name '*.[ch]' | sed 's|^\./||' | sort >"$folder/files"
[ -s "$folder/files" ] || exit 1

sed 's|\.[ch]$||' "$folder/files" | sort -u | awk -F/ '
	$NF in first {print first[$NF] " and " $0}
	{first[$NF] = $0}' >"$folder/twice"
say "$folder/twice" "no two files have one name"

xargs awk '
	match($0, /(struct|enum|union) [a-z_0-9]+ \{$/) {
		split(substr($0, RSTART, RLENGTH), words, " ")
		if (words[2] in first && first[words[2]] != FILENAME)
			print words[1] " " words[2] ": " first[words[2]] " and " FILENAME
		first[words[2]] = FILENAME
	}' <"$folder/files" >"$folder/tags"
say "$folder/tags" "no two structs have one name"

folders=$(find . -mindepth 1 -maxdepth 1 -type d | sed 's|^\./||' | paste -sd'|' -)
xargs grep -nE '^(/\*| \*|.*/\* )' <"$folder/files" |
	grep -oE "^[^:]*:[0-9]*:|\\b($folders)/[a-z0-9_]+\\.(c|h|def)\\b" | awk '
	/:$/ {where = $0; next}
	{print where " " $0}' | sort -u | while read -r where file; do
	[ -e "$file" ] || echo "$where $file"
done >"$folder/gone"
say "$folder/gone" "files that comments name are there"

exit $failed
