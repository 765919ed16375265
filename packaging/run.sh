#!/usr/bin/env bash
# Opens a model in Inspector, after doing all the set-up that is missing.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: packaging/run.sh [MODEL]

Opens MODEL, or the sample that comes with the program, in the window. Without a display it prints
the verdict and its evidence and draws the graph to a picture. Sets everything up first if needed.
TEXT
}

# shellcheck source=packaging/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

first_sample() {
    local sample
    for sample in "$checkout"/resources/samples/*.onnx; do
        if [[ -f $sample ]]; then
            printf '%s\n' "$sample"
            return
        fi
    done
    fail 'the sample is missing from resources/samples; name a model.'
}

has_display() { [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} || $(uname) == Darwin ]]; }

# Prints a place for the picture that may be written.
picture_of() {
    local name folder=$PWD
    name=$(basename "$1")
    [[ -w $folder ]] || folder=$(mktemp -d)
    printf '%s/inspector-%s.png\n' "$folder" "${name%.*}"
}

show_without_window() {
    local model=$1 picture status=0
    picture=$(picture_of "$model")
    export QT_QPA_PLATFORM=offscreen
    "$python" -m inspector scan "$model" || status=1
    "$python" -m inspector explain "$model" || status=1
    if "$python" -m inspector render "$model" -o "$picture"; then
        say "the picture is in $picture"
    else
        status=1
    fi
    return $status
}

main() {
    case ${1:-} in
    -h | --help)
        usage
        exit
        ;;
    -*)
        usage >&2
        exit 2
        ;;
    esac
    if (($# > 1)); then
        usage >&2
        exit 2
    fi
    local model=${1:-}
    if [[ -n $model && ! -e $model ]]; then
        warn "there is no file $model"
        exit 2
    fi
    [[ -n $model ]] || model=$(first_sample)
    prepare run
    if has_display; then
        exec "$python" -m inspector open "$model"
    fi
    say 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set): no window, but the same'
    say "answers in text and as a picture, for $model"
    show_without_window "$model"
}

main "$@"
