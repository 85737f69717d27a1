#!/bin/sh
# Each PROGRAM of check's with all its tests in one process: none may count on what another has left,
# or on finding nothing left, for whoever looks for a fault with a debugger runs them like this.
#
# Usage: one_process.sh PROGRAM...
CK_FORK=no
export CK_FORK
status=0
for program do
	if ! said=$("$program" 2>&1); then
		printf '%s:\n%s\n' "$program" "$said"
		status=1
	fi
done
exit $status
