#!/bin/sh
# Talks to a built `batna` with the official Python client: tests/mcp/run.sh path/to/batna
set -eu
program=${1:?"give the path of the built program"}
here=$(cd "$(dirname "$0")" && pwd)
venv=${BATNA_MCP_VENV:-/tmp/batna-mcp-venv}
if ! "$venv/bin/python" -c 'import mcp' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
fi
exec timeout 600 "$venv/bin/python" "$here/client.py" "$program"
