#!/bin/sh
# po.sh - the catalogues say everything that the source does, and nothing else.
#
#	po.sh SOURCE-ROOT XGETTEXT-ARGUMENTS...
#
# Each with the arguments of src/po/meson.build:
#   - every file with marked words is in POTFILES;
#   - each catalogue has each of them, none twice, none that is gone, none that waits (fuzzy);
#   - formats take what the English ones do: %s of C, $a of sentences, <key:q> of hints.

root=$1
shift
cd "$root" || exit 1
folder=$(mktemp -d "${TMPDIR:-/tmp}/arenawalk-po-XXXXXX")
trap 'rm -rf "$folder"' EXIT
failed=0

say() # STATUS NAME
{
	if [ "$1" = 0 ]; then
		echo "ok - $2"
	else
		echo "not ok - $2"
		failed=1
	fi
}

languages=$(cat src/po/LINGUAS)
echo "1..$((1 + 3 * $(echo "$languages" | wc -l)))"

# What xgettext finds in all files must be what it finds in those listed.
find src -name '*.[ch]' -o -name '*.def' | sort >"$folder/all"
xgettext "$@" -f src/po/POTFILES -o "$folder/listed.pot"
xgettext "$@" -f "$folder/all" -o "$folder/all.pot"
msgcmp --use-untranslated "$folder/listed.pot" "$folder/all.pot" 2>"$folder/missing"
status=$?
[ -s "$folder/listed.pot" ] || status=1
sed 's/^/# /' "$folder/missing"
say $status "POTFILES lists every file that has words"

for language in $languages; do
	po=src/po/$language.po

	msgfmt --check-format --check-domain -o /dev/null "$po" 2>&1 | sed 's/^/# /'
	msgfmt --check-format --check-domain -o /dev/null "$po" 2>/dev/null
	say $? "$language: formats take what the English ones do"

	{
		msgcmp "$po" "$folder/listed.pot" 2>&1
		msgmerge --quiet --no-fuzzy-matching -o - "$po" "$folder/listed.pot" | grep '^#~ msgid'
	} >"$folder/differ"
	sed 's/^/# /' "$folder/differ"
	[ ! -s "$folder/differ" ]
	say $? "$language: all words of the source, and no others"

	# The places that the program fills itself: "$a", "<leave:".
	msgcat --no-wrap "$po" | awk '
		function holes(text, found) {
			found = ""
			while (match(text, /\$[ab]|<[a-z-]+:/)) {
				found = found " " substr(text, RSTART, RLENGTH)
				text = substr(text, RSTART + RLENGTH)
			}
			return found
		}
		function sorted(list, count, parts, i, j, t, out) {
			count = split(list, parts, " ")
			for (i = 1; i <= count; i++)
				for (j = i + 1; j <= count; j++)
					if (parts[j] < parts[i]) { t = parts[i]; parts[i] = parts[j]; parts[j] = t }
			out = ""
			for (i = 1; i <= count; i++) out = out " " parts[i]
			return out
		}
		/^msgid /  { id = $0 }
		/^msgstr / { seen++; if (sorted(holes(id)) != sorted(holes($0))) { print "# " id; bad = 1 } }
		END        { exit bad || seen < 100 }'
	say $? "$language: sentences and hints name the same things and keys"
done
exit $failed
