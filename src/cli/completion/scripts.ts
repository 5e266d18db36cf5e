// What each shell is given once: a function that asks the program what the last word may become. The program itself is
// asked, by the name that was typed, so that nothing in a shell grows old.

/** The shells that are known. */
export type Shell = 'bash' | 'zsh' | 'fish';

// The first line of an answer says what else may stand here: `files`, `folders`, or `-`. In bash the values come as they are
// put into the line, quoted; the other two quote them.
const BASH = `# Completion of firebreak for bash:  source <(firebreak completion bash)
_firebreak() {
  local line paths=''
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ -z $paths ]]; then paths=$line; else COMPREPLY+=("$line"); fi
  done < <("\${COMP_WORDS[0]}" __complete bash "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
  if type compopt >/dev/null 2>&1; then
    case $paths in
      files) compopt -o default ;;
      folders) compopt -o dirnames ;;
    esac
    if (( \${#COMPREPLY[@]} == 1 )) && [[ \${COMPREPLY[0]} == *= ]]; then compopt -o nospace; fi
  fi
}
complete -F _firebreak firebreak
`;

const ZSH = `#compdef firebreak
# Completion of firebreak for zsh:  source <(firebreak completion zsh)
_firebreak() {
  local line paths='' value
  local -a before values shown open openshown
  before=("\${(@Q)words[2,CURRENT-1]}")
  while IFS= read -r line; do
    if [[ -z $paths ]]; then paths=$line; continue; fi
    value=\${line%%$'\\t'*}
    if [[ $line == *$'\\t'?* ]]; then line="$value  -- \${line#*$'\\t'}"; else line=$value; fi
    if [[ $value == *= ]]; then open+=("$value"); openshown+=("$line"); else values+=("$value"); shown+=("$line"); fi
  done < <("\${(Q)words[1]}" __complete zsh "\${before[@]}" "\${(Q)PREFIX}" 2>/dev/null)
  (( $#values )) && compadd -l -V firebreak -d shown -a values
  (( $#open )) && compadd -l -V firebreak-pairs -S '' -d openshown -a open
  case $paths in
    files) _files ;;
    folders) _files -/ ;;
  esac
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
if [[ $funcstack[1] == _firebreak ]]; then _firebreak "$@"; else compdef _firebreak firebreak; fi
`;

const FISH = `# Completion of firebreak for fish:  firebreak completion fish > ~/.config/fish/completions/firebreak.fish
function __firebreak_complete
    set -l words (commandline -opc)
    set -l begun (commandline -ct | string unescape)
    set -l answer ($words[1] __complete fish $words[2..-1] "$begun" 2>/dev/null)
    string join \\n -- $answer[2..-1]
    switch "$answer[1]"
        case files
            __fish_complete_path (commandline -ct)
        case folders
            __fish_complete_directories (commandline -ct)
    end
end
complete -c firebreak -f -k -a '(__firebreak_complete)'
`;

/** The script of each shell. */
export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
