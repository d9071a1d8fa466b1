#!/usr/bin/env bash
# Walks through the page in a real browser. Installs what it needs through ordinary clients.
# BATNA: the binary (built where absent). OUT: folder for screenshots (artefacts/).
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! command -v chromium >/dev/null; then
  apt-get install -y -qq chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium >/dev/null; }
fi
modules="${TMPDIR:-/tmp}/batna-browser"
if [ ! -d "$modules/node_modules/playwright-core" ] || [ ! -d "$modules/node_modules/axe-core" ]; then
  mkdir -p "$modules"
  npm install --silent --no-audit --no-fund --prefix "$modules" playwright-core@1.64 axe-core@4
fi
if [ -z "${BATNA:-}" ]; then
  cargo build --locked -q -p batna
  BATNA="${CARGO_TARGET_DIR:-target}/debug/batna"
fi
export BATNA OUT="${OUT:-artefacts}" NODE_PATH="$modules/node_modules"
timeout 1500 node tests/browser/walk.mjs
timeout 60 node tests/browser/print.mjs
