#!/bin/sh
# make.sh - pictures of the program as it is: make.sh BUILD/arenawalk
#
# Needs xterm, xvfb, xdotool and imagemagick (Debian's packages of these names).
set -eu
arenawalk=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
root=$here/..

picture() { # NAME COLUMNSxROWS FILE KEYS
	xvfb-run -a -s '-screen 0 2000x1300x24 -nolisten tcp' sh -ec '
		xterm -u8 -fa "DejaVu Sans Mono" -fs 11 -geometry "$2+0+0" -bg "#101010" -fg "#d0d0d0" +sb \
			-b 6 -xrm "xterm*termName: xterm-256color" -title picture -e "$5" play "$3" &
		xterm=$!
		sleep 2
		window=$(xdotool search --name "^picture$" | tail -1)
		xdotool windowfocus --sync "$window"
		for key in $4; do xdotool key --delay 30 "$key"; done
		sleep 1
		import -window "$window" png8:"$1"
		kill $xterm' sh "$here/$1.png" "$2" "$3" "$4" "$arenawalk"
}

export LC_ALL=C.UTF-8
picture four-blocks 80x24 "$root/scenarios/07-four-blocks.yaml" "Next Next Next Next Right Right"
picture survivor 100x30 "$root/scenarios/19-one-survivor.yaml" "End"
picture recording 120x36 "$root/tests/traces/3.12.1-small.awtrace" "6 0 0 0 0 shift+g"
picture zoom 120x36 "$root/tests/traces/3.12.1-small.awtrace" "6 0 0 0 0 shift+g Return Return"
