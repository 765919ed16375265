# Sourced by run.sh and test.sh: a Python, a virtual environment with the project in it, and Qt's
# system libraries. Everything may be run again; what is there is not done twice.
#
# INSPECTOR_VENV names another place for the virtual environment (default: .venv in the checkout).
# shellcheck shell=bash

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=${INSPECTOR_VENV:-$checkout/.venv}
[[ $venv == /* ]] || venv=$PWD/$venv
python=$venv/bin/python

# shellcheck source=packaging/system.sh
source "$checkout/packaging/system.sh"

say() { printf 'inspector: %s\n' "$*"; }
warn() { printf 'inspector: %s\n' "$*" >&2; }
fail() {
    warn "$*"
    exit 1
}

is_python() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# Prints the first interpreter that runs and is new enough.
find_python() {
    local candidate
    for candidate in python3 python3.13 python3.12 python3.11; do
        if is_python "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

install_python() {
    may_install || return 1
    local name
    for name in python3 python3.13 python3.12 python3.11; do
        install_packages "$name" "$name-venv" && find_python >/dev/null && return
    done
    return 1
}

create_venv() {
    local interpreter folder
    interpreter=$(find_python) || { install_python && interpreter=$(find_python); } ||
        fail 'needs Python 3.11 or newer, and none was found. Install it (Debian and Ubuntu:' \
            'python3 and python3-venv) and run this again.'
    folder=$(dirname "$venv")
    [[ -w $folder ]] ||
        fail "cannot write to $folder. Use a checkout that you may write to, or name another" \
            'place for the virtual environment: INSPECTOR_VENV=~/inspector-venv'
    if [[ -e $venv && ! -f $venv/pyvenv.cfg ]]; then
        fail "$venv is there but is no virtual environment; move it out of the way."
    fi
    say "making a virtual environment in $venv"
    if ! "$interpreter" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        local version
        version=$("$interpreter" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
        { may_install && install_packages "$version-venv"; } ||
            fail "$interpreter lacks the module venv. On Debian and Ubuntu, as root:" \
                "apt-get install $version-venv"
    fi
    "$interpreter" -m venv --clear "$venv" || fail 'the virtual environment could not be made.'
}

# What an installation depends on; another text means: install again.
fingerprint() {
    printf '%s\n' "$checkout"
    "$python" -c 'import sys; print(sys.version)'
    cat "$checkout/pyproject.toml"
}

# prepare run|test: the project in its virtual environment, editable, with the extra it needs.
prepare_locked() {
    local purpose=$1 project=$checkout quiet=()
    local stamp=$venv/inspector-$purpose.stamp
    if is_python "$python" && [[ -f $stamp && $(fingerprint) == "$(<"$stamp")" ]]; then
        return
    fi
    # A checkout or a Python that has moved since leaves a virtual environment that half works.
    if ! is_python "$python" || ! "$python" -m pip --version >/dev/null 2>&1 ||
        ! grep -qsxF "$checkout" "$venv/inspector.home"; then
        create_venv
        printf '%s\n' "$checkout" >"$venv/inspector.home"
    fi
    [[ -w $venv ]] || fail "cannot write to $venv; it belongs to somebody else."
    [[ $purpose == test ]] && project+='[test]'
    [[ -t 1 ]] || quiet=(--quiet)
    say 'installing the project and what it depends on (PyTorch is large: minutes the first time)'
    "$python" -m pip install "${quiet[@]}" --disable-pip-version-check --no-input \
        --editable "$project" ||
        fail "the installation failed; pip says why above. Without a network it cannot be done;" \
            "behind a proxy or with a package index of your own, configure pip and run this again."
    # The process that reads files may not write its code's cache, so it is written here.
    "$python" -m compileall -q "$checkout/inspector" || true
    fingerprint >"$stamp"
    if [[ $purpose == test ]]; then
        fingerprint >"$venv/inspector-run.stamp"
    fi
}

prepare() {
    local folder lock=$venv.lock
    folder=$(dirname "$venv")
    if [[ -w $folder && (! -e $lock || -w $lock) ]] && command -v flock >/dev/null; then
        # Two scripts started at once must not install into one place together.
        (
            flock 9
            prepare_locked "$1" 9>&-
        ) 9>"$lock" || exit 1
    else
        (prepare_locked "$1") || exit 1
    fi
    ensure_qt_libraries "$python"
}
