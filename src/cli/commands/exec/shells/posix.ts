import { endpointPrefix } from "../../../../domain/child/GuardedVariables.ts"
import { decidedPrefix, type MakeGuardedShell, marks, posixWord, quoted, readyFile, told } from "./GuardedShell.ts"

/** The file that a shell reads where ENV is not set. Source: ksh(1) of ksh 93; mksh(1). */
const usualFiles: { readonly [shell: string]: string } = {
  ksh: "$HOME/.kshrc",
  ksh93: "$HOME/.kshrc",
  mksh: "$HOME/.mkshrc"
}

/** The start files of a login shell. Source: sh(1) of dash; ksh(1) of ksh 93; mksh(1). */
const loginFiles = `
if [ -r /etc/profile ]; then . /etc/profile || :; fi
if [ -r "\${HOME-}/.profile" ]; then . "\${HOME-}/.profile" || :; fi
`

const isLogin = (arg: string): boolean => arg === "--login" || /^-i?l/.test(arg)

/**
 * An interactive POSIX shell reads the file that ENV names, last of all, and its parameters are expanded in that name
 * (POSIX, Shell & Utilities, 2.5.3). It has nothing that runs before each prompt, so the mark stays as it is. A login shell's
 * own files come before, and may set ENV: one that is asked for is started as another, and reads them by this file.
 */
export const posix =
  (shell: string): MakeGuardedShell =>
  ({ target, names }, { args, folder, env }) => {
    const { mark } = marks(target)
    const { back, kept } = told(target)
    return {
      args: args.some(isLogin) ? ["-i"] : args,
      set: { ENV: `${folder}/env`, BOTO_SES_USER_ENV: env.ENV ?? "" },
      files: {
        env: `
if [ -n "\${BOTO_SES_USER_ENV-}" ]; then ENV=$BOTO_SES_USER_ENV; else unset ENV; fi
unset BOTO_SES_USER_ENV
${args.some(isLogin) ? loginFiles : ""}
__boto_ses_file=\${ENV:-${usualFiles[shell] ?? ""}}
case $__boto_ses_file in
  *[!A-Za-z0-9_./\\$\\{\\}-]*) ;;
  *) eval "__boto_ses_file=\\"$__boto_ses_file\\"" ;;
esac
case $__boto_ses_file in */*) ;; ?*) __boto_ses_file=./$__boto_ses_file ;; esac
if [ -r "$__boto_ses_file" ]; then . "$__boto_ses_file" || :; fi
__boto_ses_options=$-
{ \\set +xv; } 2>/dev/null
__boto_ses_back= __boto_ses_kept=
for __boto_ses_name in ${names.join(" ")} $(env | sed -n 's/^\\(${endpointPrefix}[A-Za-z0-9_]*\\)=.*/\\1/p'); do
  eval "__boto_ses_now=\\\${$__boto_ses_name+x}\\\${$__boto_ses_name-} __boto_ses_decided=\\\${${decidedPrefix}$__boto_ses_name+x}\\\${${decidedPrefix}$__boto_ses_name-}"
  if [ -n "$__boto_ses_decided" ]
  then __boto_ses_line="\\export $__boto_ses_name=\\"\\\${__boto_ses_decided#x}\\""
  else __boto_ses_line="\\unset $__boto_ses_name"
  fi
  if [ "$__boto_ses_now" = "$__boto_ses_decided" ]; then
    [ -z "$__boto_ses_decided" ] || \\export "$__boto_ses_name" 2>/dev/null || :
  elif (eval "$__boto_ses_line") 2>/dev/null; then
    eval "$__boto_ses_line"
    __boto_ses_back="$__boto_ses_back $__boto_ses_name"
  else
    __boto_ses_kept="$__boto_ses_kept $__boto_ses_name"
  fi
  \\unset "${decidedPrefix}$__boto_ses_name"
done
PS1=${quoted(mark)}\${PS1-}
[ -z "$__boto_ses_back" ] || printf ${quoted(back)} "$__boto_ses_back" >&2
if [ -n "$__boto_ses_kept" ]; then
  printf ${quoted(kept)} "\${__boto_ses_kept# }" >&2
  PS1=\${PS1#${quoted(mark)}}
fi
(: >|${posixWord(`${folder}/${readyFile}`)}) 2>/dev/null || :
case $__boto_ses_options in *v*) \\set -v ;; esac
case $__boto_ses_options in *x*) \\set -x ;; esac
\\unset __boto_ses_options __boto_ses_file __boto_ses_back __boto_ses_kept __boto_ses_name __boto_ses_now __boto_ses_decided __boto_ses_line
`
      }
    }
  }
