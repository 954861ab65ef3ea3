// What a shell loads. All three ask "objsyncctl complete -- WORDS" and offer what it prints.
#include <string_view>

#include "daemon/cli/completion.h"

namespace objsync::cli {

namespace {

constexpr std::string_view kBash = R"(# bash completion for objsyncctl
_objsyncctl() {
    local word about
    COMPREPLY=()
    # readline splits words at "=" and ":", too, and replaces what follows the last one.
    local rest=${COMP_LINE:0:COMP_POINT} breaks=${COMP_WORDBREAKS//[^:=]/} typed=
    local -a words=()
    for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        if [[ $rest == [[:blank:]]* || ${#words[@]} -eq 0 ]]; then
            words+=("$word")
            rest=${rest#"${rest%%[![:blank:]]*}"}
        else
            words[-1]+=$word
        fi
        rest=${rest#"$word"}
    done
    if [[ -n $breaks ]]; then typed=${words[-1]%"${words[-1]##*["$breaks"]}"}; fi
    # A name as it is typed has backslashes before blanks; the program wants the name itself.
    words=("${words[@]:1}")
    while IFS=$'\t' read -r word about; do
        if [[ $word == :files ]]; then
            compopt -o default
            COMPREPLY=()
            return
        fi
        printf -v word '%q' "$word"
        COMPREPLY+=("${word#"$typed"}")
    done < <("${COMP_WORDS[0]}" complete -- "${words[@]//\\/}" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]]; then compopt -o nospace; fi
}
complete -F _objsyncctl objsyncctl
)";

constexpr std::string_view kZsh = R"(#compdef objsyncctl
_objsyncctl() {
    local line word about
    local -a whole begun whole_shown begun_shown
    for line in "${(@f)$("${words[1]}" complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        word=${line%%$'\t'*}
        about=${line#*$'\t'}
        [[ $about == "$line" ]] && about=
        if [[ $word == :files ]]; then
            _files
            return
        fi
        [[ -n $word ]] || continue
        if [[ $word == */ ]]; then
            begun+=("$word")
            begun_shown+=("$word${about:+  -- $about}")
        else
            whole+=("$word")
            whole_shown+=("$word${about:+  -- $about}")
        fi
    done
    (( $#begun )) && compadd -S '' -l -d begun_shown -a begun
    (( $#whole )) && compadd -l -d whole_shown -a whole
}
# Both as an autoloaded function and when it is sourced.
if [[ ${funcstack[1]} == _objsyncctl ]]; then
    _objsyncctl "$@"
else
    compdef _objsyncctl objsyncctl
fi
)";

constexpr std::string_view kFish = R"(# fish completion for objsyncctl
function __objsyncctl_complete
    set -l words (commandline -opc)
    # A name as it is typed has backslashes before blanks; the program wants the name itself.
    set -l typed (commandline -ct)
    set -l word (string unescape -- $typed; or string unescape -- $typed\'; or echo -- $typed)
    set -l lines ($words[1] complete -- $words[2..-1] $word 2>/dev/null)
    if contains -- :files $lines
        __fish_complete_path (commandline -ct)
        return
    end
    printf '%s\n' $lines
end
complete -c objsyncctl -f -a '(__objsyncctl_complete)'
)";

} // namespace

void print_completion_script(Context& context, const std::string& shell) {
    std::string_view script = shell == "bash" ? kBash : shell == "zsh" ? kZsh : kFish;
    script.remove_suffix(1); // line() ends it
    context.out.line(script);
}

} // namespace objsync::cli
