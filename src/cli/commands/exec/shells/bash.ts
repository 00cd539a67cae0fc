import { endpointPrefix } from "../../../../domain/child/GuardedVariables.ts"
import { decidedPrefix, type MakeGuardedShell, marks, posixWord, quoted, readyFile, told } from "./GuardedShell.ts"

/** The start files of a login shell, of which bash reads the first that is there. Source: Bash Reference Manual, 6.2. */
const loginFiles = `
if [ -r /etc/profile ]; then . /etc/profile || :; fi
for __boto_ses_file in ~/.bash_profile ~/.bash_login ~/.profile; do
  if [ -r "$__boto_ses_file" ]; then . "$__boto_ses_file" || :; break; fi
done
unset -v __boto_ses_file
trap '[ ! -r ~/.bash_logout ] || . ~/.bash_logout' EXIT
`

const interactiveFile = `
if [ -r ~/.bashrc ]; then . ~/.bashrc || :; fi
`

/**
 * bash 3.2 and later, whatever options its start files set. The functions stand before these files, so that no alias of
 * theirs is in them, and are not traced (`set -x`), which would print secrets. A login shell reads no other file than its own, so one that is asked for reads them by this one.
 */
export const bash: MakeGuardedShell = ({ target, names }, { args, folder }) => {
  const { mark, changed } = marks(target)
  const { back, kept } = told(target)
  const isLogin = args.some((arg) => arg === "--login" || /^-i?l/.test(arg))
  return {
    set: {},
    args: ["--rcfile", `${folder}/bashrc`, ...(args.length === 0 ? [] : ["-i"])],
    files: {
      bashrc: `
__boto_ses_names=${quoted(names.join(" "))}
__boto_ses_first=1
__boto_ses_differs() {
  local name decided IFS=' '
  __boto_ses_differing=
  for name in $__boto_ses_names \${!${endpointPrefix}@}; do
    decided=${decidedPrefix}$name
    [ "\${!name+x}\${!name-}" != "\${!decided+x}\${!decided-}" ] || continue
    case "$__boto_ses_differing " in *" $name "*) ;; *) __boto_ses_differing="$__boto_ses_differing $name" ;; esac
  done
  [ -n "$__boto_ses_differing" ]
}
__boto_ses_set_back() {
  local name decided IFS=' '
  for name in $__boto_ses_names $__boto_ses_differing; do
    decided=${decidedPrefix}$name
    if [ -n "\${!decided+x}" ]; then builtin export "$name=\${!decided}" || :; builtin export -n "$decided" || :
    elif [ -n "\${!name+x}" ]; then builtin unset -v "$name" || :; fi
  done 2>/dev/null
}
__boto_ses_prompt() {
  local was=$-
  { set +xv; } 2>/dev/null
  __boto_ses_untraced
  case $was in *v*) set -v ;; esac
  case $was in *x*) set -x ;; esac
}
__boto_ses_untraced() {
  local want=${quoted(mark)} stale=${quoted(changed)} new=\${PS1-} was
  if [ -n "$__boto_ses_first" ]; then
    __boto_ses_first=
    __boto_ses_differs || :
    was=$__boto_ses_differing
    __boto_ses_set_back
    if __boto_ses_differs; then builtin printf ${quoted(kept)} "\${__boto_ses_differing# }" >&2
    elif [ -n "$was" ]; then builtin printf ${quoted(back)} "$was" >&2; fi
    : 2>/dev/null >|${posixWord(`${folder}/${readyFile}`)} || :
  fi
  if __boto_ses_differs; then want=${quoted(changed)} stale=${quoted(mark)}; fi
  new=\${new/"$stale"/}
  case $new in *"$want"*) ;; *) new=$want$new ;; esac
  [ "$new" = "\${PS1-}" ] || builtin printf -v PS1 %s "$new" 2>/dev/null || :
}
${isLogin ? loginFiles : interactiveFile}
if ! (PROMPT_COMMAND=x) 2>/dev/null; then __boto_ses_prompt
else
  case $(declare -p PROMPT_COMMAND 2>/dev/null) in
    'declare -a'*) [ $((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1])) -ge 501 ] && PROMPT_COMMAND+=(__boto_ses_prompt) ;;
    *) false ;;
  esac || PROMPT_COMMAND=\${PROMPT_COMMAND-}$'\\n'__boto_ses_prompt
fi
`
    }
  }
}
