#!/bin/sh
# zsh.sh - what zsh completes: typed into a zsh in a terminal of its own.
#
# usage: zsh.sh PROGRAM COMPLETIONS
set -u
. "$(dirname "$0")/../cli/assert.sh"
command -v zsh >/dev/null || { echo "no zsh here: what it completes is not tested"; exit 77; }
. "$(dirname "$0")/folder.sh"

run zsh -n "$page"
is 0

mkdir "$tmp/functions"
cp "$page" "$tmp/functions/_arenawalk"
cat >"$tmp/inner" <<ZSH
fpath=($tmp/functions \$fpath)
autoload -Uz compinit
compinit -u -d $tmp/dump
unsetopt beep
setopt no_list_ambiguous
LISTMAX=0
tell() { print -r -- "\$BUFFER" >>$tmp/lines; BUFFER= }
zle -N tell
bindkey '^T' tell
bindkey '^I' complete-word
# What is offered, word by word: whoever adds matches is listened to.
compadd() {
	if [[ \$@[1,(i)(-|--)] == *-(O|A|D)\ * ]]; then
		builtin compadd "\$@"
		return
	fi
	builtin compadd -A offers "\$@"
	print -rl -- \$offers >>$tmp/offers
	builtin compadd "\$@"
}
cd $tmp/work
PS1='ready> '
ZSH
cat >"$tmp/outer" <<'ZSH'
zmodload zsh/zpty || exit 77
dir=$1
zpty shell zsh -f -i
zpty -w shell "source $dir/inner; print started >>$dir/lines"
count=1
await() {
	local tries=0
	until (( $(wc -l <$dir/lines) >= count )); do
		zpty -r -t shell junk 2>/dev/null
		(( ++tries < 400 )) || return 1
		sleep 0.05
	done
}
: >$dir/lines
await || exit 1
sleep 0.3
while IFS= read -r line; do
	(( count++ ))
	: >$dir/offers
	zpty -w -n shell "$line"$'\t\x14'
	await || { print "no answer to $line"; exit 1 }
	print -r -- "== $line"
	print -r -- "line $(tail -1 $dir/lines)"
	cat $dir/offers
done
zpty -d shell
ZSH
: >"$tmp/lines"
: >"$tmp/offers"

# All in one shell: it takes long to start.
cat >"$tmp/asked" <<'EOT'
arenawalk rend
arenawalk 
arenawalk render --forma
arenawalk render --format=sv
arenawalk render --format 
arenawalk play --theme da
arenawalk --model to
arenawalk render --
arenawalk check 
arenawalk verify 
arenawalk check 01
arenawalk export w
arenawalk record --s
arenawalk record s
EOT
run zsh -f -c 'exec <$3; source $1 $2' zsh "$tmp/outer" "$tmp" "$tmp/asked"
[ "$status" -ne 77 ] || { echo "this zsh has no zpty"; exit 77; }
is 0
cp "$tmp/out" "$tmp/all"

ask() { # LINE: what it became to $line, what was offered to $tmp/out
	what="zsh: $1"
	awk -v line="== $1" '/^== / { on = $0 == line; next } on' "$tmp/all" >"$tmp/out"
	line=$(sed -n 's/^line //p' "$tmp/out" | head -1)
}
became() { # LINE
	check "it became '$line'" [ "$line" = "$1" ]
}

ask "arenawalk rend"
became "arenawalk render "
ask "arenawalk "
offered play check render record live verify import export lessons models keys \
	01-one-lesson 02-another mine.yaml words.awtrace
not_offered notes.txt
ask "arenawalk render --forma"
became "arenawalk render --format="
ask "arenawalk render --format=sv"
became "arenawalk render --format=svg "
ask "arenawalk render --format "
offered text ansi svg json words cast film storyboard
ask "arenawalk play --theme da"
became "arenawalk play --theme dark "
ask "arenawalk --model to"
became "arenawalk --model toy "
ask "arenawalk render --"
offered --model --format --at --speed --help
not_offered --linear --sample --version
ask "arenawalk check "
offered mine.yaml 01-one-lesson
not_offered words.awtrace notes.txt
ask "arenawalk verify "
offered words.awtrace
not_offered mine.yaml 01-one-lesson
ask "arenawalk check 01"
became "arenawalk check 01-one-lesson "
ask "arenawalk export w"
became "arenawalk export words.awtrace "
ask "arenawalk record --s"
became "arenawalk record --sample="
ask "arenawalk record s"
offered sh
summary
