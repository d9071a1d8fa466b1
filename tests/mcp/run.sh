#!/bin/sh
# Talks to a built `batna` with the official Python client and the official inspector:
#     tests/mcp/run.sh path/to/batna
# Both come from their registries once; without a network the inspector is skipped aloud.
set -eu
program=${1:?"give the path of the built program"}
here=$(cd "$(dirname "$0")" && pwd)
venv=${BATNA_MCP_VENV:-${TMPDIR:-/tmp}/batna-mcp-venv}
modules=${BATNA_MCP_MODULES:-${TMPDIR:-/tmp}/batna-mcp-modules}
if ! "$venv/bin/python" -c 'import mcp' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
fi
timeout 600 "$venv/bin/python" "$here/client.py" "$program"
if [ ! -x "$modules/node_modules/.bin/mcp-inspector" ]; then
    mkdir -p "$modules"
    cp "$here/package.json" "$modules/package.json"
    if ! npm install --prefix "$modules" --no-audit --no-fund --silent; then
        echo "mcp inspector: skipped, it could not be installed"
        exit 0
    fi
fi
timeout 900 "$venv/bin/python" "$here/inspector.py" "$program" "$modules"
