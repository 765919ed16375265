# Sourced by setup.sh: system packages on Debian and Ubuntu, and the libraries that Qt needs.
# shellcheck shell=bash

apt_is_updated=no

as_root() {
    if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

# Whether packages can be installed without asking for a password.
may_install() {
    command -v apt-get >/dev/null || return 1
    ((EUID == 0)) || sudo -n true 2>/dev/null
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        "$@" >/dev/null
}

install_packages() {
    say "installing system packages: $*"
    if [[ $apt_is_updated == no ]]; then
        as_root apt-get update -qq >/dev/null || warn 'the lists of packages could not be updated'
        apt_is_updated=yes
    fi
    apt_install "$@"
}

# The package of Debian and Ubuntu that holds a library.
package_of() {
    case $1 in
    libEGL.so.1) echo libegl1 ;;
    libGL.so.1) echo libgl1 ;;
    libX11.so.6) echo libx11-6 ;;
    libX11-xcb.so.1) echo libx11-xcb1 ;;
    libdbus-1.so.3) echo libdbus-1-3 ;;
    libfontconfig.so.1) echo libfontconfig1 ;;
    libfreetype.so.6) echo libfreetype6 ;;
    libglib-2.0.so.0 | libgthread-2.0.so.0) echo libglib2.0-0 ;;
    libstdc++.so.6) echo libstdc++6 ;;
    libwayland-client.so.0) echo libwayland-client0 ;;
    libwayland-cursor.so.0) echo libwayland-cursor0 ;;
    libwayland-egl.so.1) echo libwayland-egl1 ;;
    libxcb.so.1) echo libxcb1 ;;
    libxcb-cursor.so.0) echo libxcb-cursor0 ;;
    libxcb-glx.so.0) echo libxcb-glx0 ;;
    libxcb-icccm.so.4) echo libxcb-icccm4 ;;
    libxcb-image.so.0) echo libxcb-image0 ;;
    libxcb-keysyms.so.1) echo libxcb-keysyms1 ;;
    libxcb-randr.so.0) echo libxcb-randr0 ;;
    libxcb-render.so.0) echo libxcb-render0 ;;
    libxcb-render-util.so.0) echo libxcb-render-util0 ;;
    libxcb-shape.so.0) echo libxcb-shape0 ;;
    libxcb-shm.so.0) echo libxcb-shm0 ;;
    libxcb-sync.so.1) echo libxcb-sync1 ;;
    libxcb-util.so.1) echo libxcb-util1 ;;
    libxcb-xfixes.so.0) echo libxcb-xfixes0 ;;
    libxcb-xkb.so.1) echo libxcb-xkb1 ;;
    libxkbcommon.so.0) echo libxkbcommon0 ;;
    libxkbcommon-x11.so.0) echo libxkbcommon-x11-0 ;;
    libz.so.1) echo zlib1g ;;
    libzstd.so.1) echo libzstd1 ;;
    *) return 1 ;;
    esac
}

# Prints the libraries that the loader does not find for the parts of Qt that the window uses.
missing_libraries() {
    local python=$1 qt plugins file files=()
    qt=$("$python" -c 'import importlib.util as u; print(u.find_spec("PySide6").origin)')
    qt=$(dirname "$qt")
    plugins=$qt/Qt/plugins
    for file in "$qt"/Qt{Core,Gui,Widgets,Svg}.abi3.so \
        "$plugins"/platforms/libq{xcb,wayland,offscreen}.so \
        "$plugins"/xcbglintegrations/*.so "$plugins"/wayland-shell-integration/*.so; do
        [[ -e $file ]] && files+=("$file")
    done
    ldd "${files[@]}" 2>/dev/null | awk '/=> not found/ { print $1 }' | sort -u
}

has_fonts() {
    local folder
    for folder in /usr/share/fonts /usr/local/share/fonts ~/.fonts ~/.local/share/fonts; do
        [[ -d $folder && -n $(find -L "$folder" -name '*.[to]t[fc]' -print -quit) ]] && return
    done
    return 1
}

# Prints the packages to install; libraries of unknown packages go to standard error.
missing_packages() {
    local library
    for library in $(missing_libraries "$1"); do
        package_of "$library" || warn "Qt lacks $library, of a package not known here"
    done | sort -u
    has_fonts || echo fonts-dejavu-core
}

# ensure_qt_libraries PYTHON: installs what its Qt lacks, or says what it is; the program may well
# start without some of it.
ensure_qt_libraries() {
    [[ $(uname) == Linux ]] || return 0
    local packages package
    mapfile -t packages < <(missing_packages "$1")
    ((${#packages[@]})) || return 0
    if may_install; then
        install_packages "${packages[@]}" && return
        # One unknown name makes apt-get refuse them all.
        for package in "${packages[@]}"; do
            apt_install "$package" || warn "$package could not be installed"
        done
    else
        warn 'Qt lacks libraries, the window may not start. As root, on Debian and Ubuntu:'
        warn "  apt-get install ${packages[*]}"
    fi
}
