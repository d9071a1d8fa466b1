#!/bin/sh
# Reads what `batna calendar` writes with the Python package icalendar:
#     tests/calendar/run.sh path/to/batna
set -eu
program=${1:?"give the path of the built program"}
here=$(cd "$(dirname "$0")" && pwd)
venv=${BATNA_CALENDAR_VENV:-${TMPDIR:-/tmp}/batna-calendar-venv}
if ! "$venv/bin/python" -c 'import icalendar' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
fi
exec timeout 120 "$venv/bin/python" "$here/check.py" "$program"
