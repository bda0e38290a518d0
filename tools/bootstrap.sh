#!/bin/sh
# Makes .venv hold exactly the locked packages and this project. Usage: tools/bootstrap.sh [app|dev|bench]
#
#   app    what the platform needs to run         requirements/app.txt
#   dev    and what its tests and checks need     requirements/dev.txt
#   bench  and what the bench compares it with    requirements/bench.txt
#
# Needs a Python 3.11 to 3.14 and nothing else: no root, no home folder, no Node. Done again with nothing changed it
# ends in a few milliseconds. A bigger set already installed is kept. PYTHON names the interpreter to use.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
venv=$root/.venv
stamp=$venv/installed

say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

rank() { case $1 in app) echo 1 ;; dev) echo 2 ;; bench) echo 3 ;; *) echo 0 ;; esac; }

wanted=${1:-app}
[ "$(rank "$wanted")" -gt 0 ] || stop "usage: tools/bootstrap.sh [app|dev|bench]"
had=none
[ ! -f "$stamp" ] || had=$(sed -n 1p "$stamp")
[ "$(rank "$had")" -lt "$(rank "$wanted")" ] || wanted=$had

inputs() {
    printf '%s\n' "$wanted"
    printf '%s\n' "$root"
    cksum pyproject.toml requirements/tool.txt "requirements/$wanted.txt"
}
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(inputs)" ] && [ -x "$venv/bin/python" ]; then
    exit 0
fi

usable() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1; }

find_python() {
    # Tried by running: a name on the path may be a shim that leads nowhere.
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if usable "$candidate"; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    stop "没有找到 Python 3.11 至 3.14，请先安装，或用 PYTHON=/路径/python3 指定。" \
         "No Python 3.11 to 3.14 was found: install one, or name it with PYTHON=/path/to/python3."
}

# Caches go below the home folder where there is one, else beside the packages.
if [ ! -w "${HOME:-/nonexistent}" ]; then
    export UV_CACHE_DIR="$root/.venv/cache/uv" PIP_CACHE_DIR="$root/.venv/cache/pip"
fi
export UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1

if ! usable "$venv/bin/python"; then
    python=$(find_python)
    say "· 建立 .venv（$python） making .venv"
    rm -rf "$venv"
    if ! "$python" -m venv "$venv" >/dev/null 2>&1; then
        # Debian keeps ensurepip in a package of its own; a pip beside the interpreter will do.
        rm -rf "$venv"
        "$python" -m venv --without-pip "$venv"
        "$python" -m pip --version >/dev/null 2>&1 || stop \
            "此 Python 缺少 pip 与 ensurepip，请安装 python3-venv。" \
            "This Python has neither pip nor ensurepip: install the package python3-venv."
        "$python" -m pip --python "$venv/bin/python" install --quiet --require-hashes -r requirements/tool.txt
    fi
fi

if ! "$venv/bin/uv" --version >/dev/null 2>&1; then
    say "· 安装 uv installing uv"
    "$venv/bin/python" -m pip install --quiet --require-hashes -r requirements/tool.txt
fi

# A package mirror (common in China) and a certificate set for pip serve uv too, which does not read pip's settings.
pip_setting() { "$venv/bin/python" -m pip config get "global.$1" 2>/dev/null || true; }
if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
    mirror=${PIP_INDEX_URL:-$(pip_setting index-url)}
    [ -z "$mirror" ] || export UV_DEFAULT_INDEX="$mirror"
fi
if [ -z "${SSL_CERT_FILE:-}" ]; then
    certificate=${PIP_CERT:-$(pip_setting cert)}
    [ -z "$certificate" ] || export SSL_CERT_FILE="$certificate"
fi

say "· 安装依赖（$wanted） installing packages"
rm -f "$stamp"
export VIRTUAL_ENV="$venv"
# Compiled at once: where Python is told to keep no bytecode, as in many containers, or may not write beside the
# packages, every process would compile all it imports, for longer than most commands run.
"$venv/bin/uv" pip sync --quiet --compile-bytecode --require-hashes requirements/tool.txt "requirements/$wanted.txt"
"$venv/bin/uv" pip install --quiet --no-deps --no-build-isolation --editable .
inputs >"$stamp"
