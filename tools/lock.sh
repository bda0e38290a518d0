#!/bin/sh
# Resolves requirements/*.txt from pyproject.toml, with hashes, for every platform. Usage: tools/lock.sh [package|all]
#
# Without an argument pins move only where pyproject.toml demands it. No file may name a package index: the lock holds
# wherever the packages come from.
set -eu
cd "$(dirname -- "$0")/.."

case ${1:-} in
    '') upgrade= ;;
    all) upgrade=--upgrade ;;
    *) upgrade="--upgrade-package=$1" ;;
esac

compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-emit-index-url ${upgrade:+"$upgrade"} "$@"
}

compile requirements/tool.in --output-file requirements/tool.txt
compile pyproject.toml --output-file requirements/app.txt
compile pyproject.toml --group dev --constraint requirements/app.txt --output-file requirements/dev.txt
compile pyproject.toml --group dev --group bench --constraint requirements/dev.txt --output-file requirements/bench.txt

if grep -n '://' requirements/*.txt; then
    echo "requirements name an address; it must not be committed." >&2
    exit 1
fi
