# configure FOLDER OPTION...: a Meson build folder with these options, made or brought up to date.
# Compiles through ccache where there is one. Sourced by the other scripts.
configure() {
    local folder=$1
    shift
    if [[ -f $folder/build.ninja ]]; then
        meson configure "$folder" "$@" >/dev/null
        return
    fi
    if [[ -z ${CXX:-} ]] && command -v ccache >/dev/null; then
        CC='ccache gcc' CXX='ccache g++' meson setup "$folder" "$@" >/dev/null
    else
        meson setup "$folder" "$@" >/dev/null
    fi
}
