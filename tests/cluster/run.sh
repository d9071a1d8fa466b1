#!/bin/sh
# Builds and tests the cluster, a workspace of its own: a quarter of an hour on two cores
# where nothing is built yet. BATNA_SKIP_CLUSTER=1 leaves it out.
set -eu
if [ "${BATNA_SKIP_CLUSTER:-}" != "" ]; then
    echo "cluster: skipped, because BATNA_SKIP_CLUSTER is set"
    exit 0
fi
cd "$(dirname "$0")/../../crates/batna-cluster"
# Apart from the main workspace, whose features of shared crates differ.
CARGO_TARGET_DIR=${BATNA_CLUSTER_TARGET:-${CARGO_TARGET_DIR:-$PWD/../../target}/cluster}
export CARGO_TARGET_DIR
echo "cluster: building DataFusion and Ballista; this takes a quarter of an hour at first"
cargo fmt --check
cargo test --locked --no-run
# The lighter build that docs/cluster.md names: other features, so other code.
cargo check --locked --quiet --no-default-features
# One after another: the loss of an executor is timed.
timeout 900 cargo test --locked -- --test-threads 1
