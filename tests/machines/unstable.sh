#!/bin/sh
# unstable.sh - the README's two commands in Debian unstable, and then its Pythons, recorded.
#
#	sh tests/machines/unstable.sh [OPTION...]        options: machine.sh
#
# Not a part of the gate: unstable moves, and what is red there may be none of our doing.
exec sh "$(dirname "$0")/machine.sh" sid --then pythons.sh "$@"
