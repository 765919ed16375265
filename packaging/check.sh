#!/usr/bin/env bash
# Formatters, linter, types and import contracts; all of them run, then it ends non-zero if one failed.
# PYTHON names the interpreter that has the tools (default: the one of .venv).
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

python=${PYTHON:-.venv/bin/python}
bin=$(dirname "$python")
failed=()

check() {
    local name=$1
    shift
    printf '== %s\n' "$name"
    "$@" || failed+=("$name")
}

check 'format' "$python" -m ruff format --check .
check 'lint' "$python" -m ruff check .
check 'types' "$python" -m mypy --strict inspector
check 'signatures' "$python" -m inspector format --check signatures
check 'imports' "$bin/lint-imports" --no-cache

if ((${#failed[@]})); then
    printf 'FAILED: %s\n' "${failed[*]}"
    exit 1
fi
printf 'All checks passed.\n'
