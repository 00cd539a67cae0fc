import { endpointPrefix } from "../../../../domain/child/GuardedVariables.ts"
import { decidedPrefix, type MakeGuardedShell, marks, quoted, readyFile, told } from "./GuardedShell.ts"

/** Puts the user's own ZDOTDIR in the place of ours, so that a start file of the user's finds it there. */
const toTheirs = `if [ -n "\${__boto_ses_zdotdir-}" ]; then ZDOTDIR=$__boto_ses_zdotdir; else builtin unset ZDOTDIR; fi`

const toOurs = `__boto_ses_zdotdir=\${ZDOTDIR-}
ZDOTDIR=$__boto_ses_folder`

/** Behind every hook that a start file put, also where one has put its own in the place of all. */
const hookLast = `precmd_functions=(\${precmd_functions:#__boto_ses_prompt} __boto_ses_prompt)`

const read = (file: string): string =>
  `if [ -r "\${ZDOTDIR:-$HOME}/${file}" ]; then . "\${ZDOTDIR:-$HOME}/${file}" || :; fi`

/**
 * zsh finds its start files by ZDOTDIR; the user's own are read under the user's own value, at the top level, where what
 * they declare is global. The functions stand before these files, so that no alias of theirs is in them, and are not
 * traced (`set -x`), which would print secrets.
 */
export const zsh: MakeGuardedShell = ({ target, names }, { args, folder, env }) => {
  const { mark, changed } = marks(target)
  const { back, kept } = told(target)
  return {
    args,
    set: { ZDOTDIR: folder, BOTO_SES_USER_ZDOTDIR: env.ZDOTDIR ?? "" },
    // Nothing keeps zsh from the system's own zshenv, which comes before all else. Source: zsh(1), STARTUP/SHUTDOWN FILES.
    probe: {
      args: ["-fc", 'builtin print -rn -- "$ZDOTDIR"'],
      answer: folder,
      otherwise:
        "The system's zshenv (in /etc or /etc/zsh) sets ZDOTDIR, so that zsh reads no file of boto-ses: its prompt is not marked, and what its start files say of AWS comes before what exec gives. Let it leave a ZDOTDIR that is set as it is."
    },
    files: {
      ".zshenv": `
__boto_ses_folder=$ZDOTDIR
__boto_ses_zdotdir=$BOTO_SES_USER_ZDOTDIR
builtin unset BOTO_SES_USER_ZDOTDIR
__boto_ses_first=1
__boto_ses_names=(${names.join(" ")})
__boto_ses_differs() {
  emulate -L zsh; setopt unset no_err_exit no_xtrace no_verbose
  local name decided
  __boto_ses_differing=()
  for name in $__boto_ses_names \${(k)parameters[(I)${endpointPrefix}*]}; do
    decided=${decidedPrefix}$name
    [[ "\${parameters[$name]+x}\${(P)name}" == "\${parameters[$decided]+x}\${(P)decided}" ]] || __boto_ses_differing+=($name)
  done
  typeset -gU __boto_ses_differing
  (( $#__boto_ses_differing ))
}
__boto_ses_set_back() {
  emulate -L zsh; setopt unset no_err_exit no_xtrace no_verbose
  local name decided
  for name in $__boto_ses_names $__boto_ses_differing; do
    decided=${decidedPrefix}$name
    [[ \${parameters[$name]-} != *readonly* ]] || continue
    if (( \${+parameters[$decided]} )); then
      builtin typeset -gx "$name=\${(P)decided}"
      builtin typeset -g +x $decided
    elif (( \${+parameters[$name]} )); then builtin unset $name; fi
  done
}
__boto_ses_leave() {
  if [ "\${ZDOTDIR-}" = "\${__boto_ses_folder-}" ]; then ${toTheirs}; fi
}
__boto_ses_prompt() {
  emulate -L zsh; setopt unset no_err_exit no_xtrace no_verbose
  local want=${quoted(mark)} stale=${quoted(changed)} new=$PROMPT
  if [[ -n $__boto_ses_first ]]; then
    __boto_ses_first=
    __boto_ses_leave
    __boto_ses_differs
    local was=("\${__boto_ses_differing[@]}")
    __boto_ses_set_back
    if __boto_ses_differs; then builtin printf ${quoted(kept)} "$__boto_ses_differing" >&2
    elif (( $#was )); then builtin printf ${quoted(back)} " $was" >&2; fi
    : 2>/dev/null >|"$__boto_ses_folder/${readyFile}" || :
  fi
  if __boto_ses_differs; then want=${quoted(changed)} stale=${quoted(mark)}; fi
  new=\${new/$stale/}
  [[ $new == *"$want"* ]] || new=$want$new
  [[ $new == "$PROMPT" || \${parameters[PROMPT]-} == *readonly* ]] || PROMPT=$new
  ${hookLast}
}
precmd_functions=(__boto_ses_prompt)
${toTheirs}
${read(".zshenv")}
if [[ -o interactive ]]; then
${toOurs}
fi
`,
      ".zprofile": `
${toTheirs}
${read(".zprofile")}
${toOurs}
`,
      ".zshrc": `
${toTheirs}
case \${HISTFILE-} in "$__boto_ses_folder"/*) HISTFILE=\${ZDOTDIR:-$HOME}/.zsh_history ;; esac
${read(".zshrc")}
${hookLast}
if [[ -o login ]]; then
${toOurs}
fi
`,
      ".zlogin": `
${toTheirs}
${read(".zlogin")}
${hookLast}
`
    }
  }
}
