#!/bin/sh
# screenshots.sh ARENAWALK ROOT - the pictures in screenshots/ are those of the program as it is.
arenawalk=$1 root=$2
folder=$(mktemp -d "${TMPDIR:-/tmp}/arenawalk-pictures-XXXXXX")
trap 'rm -rf "$folder"' EXIT
failed=0

sh "$root/screenshots/make.sh" "$arenawalk" "$folder" || exit 1
for made in "$folder"/*; do
	name=${made##*/}
	cmp -s "$made" "$root/screenshots/$name" && continue
	echo "screenshots/$name is stale: make it anew with screenshots/make.sh BUILD/arenawalk"
	failed=1
done
for kept in "$root"/screenshots/*; do
	name=${kept##*/}
	[ "$name" = make.sh ] || [ -e "$folder/$name" ] && continue
	echo "screenshots/$name is made by nothing: see screenshots/make.sh"
	failed=1
done
for name in $(grep -o 'screenshots/[a-z0-9.-]*' "$root/README.md" | sort -u); do
	[ -e "$root/$name" ] && continue
	echo "README.md shows $name, which is not there"
	failed=1
done
exit $failed
