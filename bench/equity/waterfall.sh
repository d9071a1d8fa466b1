#!/bin/sh
# Times a waterfall with 30 classes at one million exit values (the bar: under one second).
set -eu
cd "$(dirname "$0")/../.."
exec cargo test --release -p batna-equity --test speed -- --ignored --nocapture
