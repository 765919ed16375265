#!/usr/bin/env bash
# All checks and all tests, after doing all the set-up that is missing.
# Usage: packaging/test.sh [pytest arguments]
set -euo pipefail

# shellcheck source=packaging/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

prepare test
cd "$checkout"
status=0
PYTHON=$python bash packaging/check.sh || status=1
QT_QPA_PLATFORM=offscreen "$python" -m pytest -n 2 "$@" || status=1
exit $status
