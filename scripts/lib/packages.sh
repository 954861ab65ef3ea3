# Debian 12 packages by name, and the one way to get them. Sourced by the other scripts:
#   ensure_packages build run test
# Calls apt-get only when something is missing, as root or through sudo.

# To build objsync and its plugins.
packages_build=(
    g++ meson ninja-build pkg-config python3
    libuv1-dev libsqlite3-dev libxxhash-dev libtomlplusplus-dev libspdlog-dev libfmt-dev
    libmicrohttpd-dev libgnutls28-dev zlib1g-dev libcli11-dev libsystemd-dev libsimdjson-dev rapidjson-dev
    libcurl4-openssl-dev unixodbc-dev libhowardhinnant-date-dev catch2
)
# To run it against a SQLite database, as scripts/quickstart does.
packages_run=(unixodbc libsqliteodbc sqlite3 tzdata)
# To test it: the -core package of MariaDB is the server without a system service.
packages_test=(
    unixodbc libsqliteodbc sqlite3 tzdata odbc-postgresql odbc-mariadb
    postgresql mariadb-server-core mariadb-client-core
    clang clang-format curl ccache git util-linux
    zsh fish groff-base nghttp2-server
)
# For scripts/tidy.
packages_tidy=(clang clang-tidy)

missing_packages() {
    local name
    for name in "$@"; do
        # The state is asked, not the name alone: a removed package is still known to dpkg.
        if [[ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$name" 2>/dev/null)" != ii* ]]; then
            echo "$name"
        fi
    done
}

# ensure_packages GROUP...: installs what is missing of the named groups, or says what to do.
ensure_packages() {
    local group
    local -a wanted=() missing=()
    for group in "$@"; do
        local -n list="packages_$group"
        wanted+=("${list[@]}")
    done
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        echo "This is not a Debian system, so nothing was installed. objsync needs what Debian 12 calls:" >&2
        printf '  %s\n' "${wanted[*]}" >&2
        return 0
    fi
    mapfile -t missing < <(missing_packages "${wanted[@]}" | sort -u)
    if [[ ${#missing[@]} -eq 0 ]]; then
        return 0
    fi

    local -a as_root=()
    if [[ $EUID -ne 0 ]]; then
        if ! command -v sudo >/dev/null; then
            echo "These Debian packages are missing: ${missing[*]}" >&2
            echo "Neither root nor sudo is at hand. As root, run: apt-get install ${missing[*]}" >&2
            return 1
        fi
        as_root=(sudo)
    fi
    echo "Installing Debian packages: ${missing[*]}"
    if ! "${as_root[@]}" bash "$(dirname "${BASH_SOURCE[0]}")/apt-install" "${missing[@]}"; then
        echo "The packages could not be installed; what apt said is above." >&2
        echo "To do it by hand, as root: apt-get update && apt-get install ${missing[*]}" >&2
        return 1
    fi
}
