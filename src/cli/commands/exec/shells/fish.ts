import { endpointPrefix } from "../../../../domain/child/GuardedVariables.ts"
import { decidedPrefix, fishWord, type MakeGuardedShell, marks, quoted, readyFile, told } from "./GuardedShell.ts"

/** What a function is without the trace of the user's: it would print secrets. An exported local is its callees' too. */
const untraced = "set -lx fish_trace ''"

/**
 * fish runs this after its configuration. A universal variable is for all of the user's shells, and shows through where
 * the global one is erased: it stays, and the user is told.
 */
export const fish: MakeGuardedShell = ({ target, names }, { args, folder }) => {
  const { mark, changed } = marks(target)
  const { back, kept } = told(target, "universal: set -eU erases it")
  const script = `
set -g __boto_ses_names ${names.join(" ")}
function __boto_ses_differing
    set -l found
    for name in $__boto_ses_names (builtin set -nx | string match '${endpointPrefix}*')
        contains -- $name $found; and continue
        set -l decided ${decidedPrefix}$name
        if set -q $decided
            set -qx $name; and test "$$name" = "$$decided"; or set -a found $name
        else
            set -qx $name; or set -qUx $name; and set -a found $name
        end
    end
    string join \\n $found
end
function __boto_ses_set_back
    for name in $argv
        set -l decided ${decidedPrefix}$name
        if set -q $decided
            set -gx $name $$decided
        else
            set -e -g $name
        end
    end
    for name in (builtin set -nx | string match '${decidedPrefix}*')
        set -gu $name $$name
    end
end
function __boto_ses_status
    return $argv[1]
end
function __boto_ses_wrap
    functions fish_prompt | string match -q '*__boto_ses_prompt*'; and return
    functions -e __boto_ses_prompt
    functions -c fish_prompt __boto_ses_prompt
    function fish_prompt
        set -l last $status
        ${untraced}
        if test -z (__boto_ses_differing | string collect)
            printf '%s' ${quoted(mark)}
        else
            printf '%s' ${quoted(changed)}
        end
        set -e fish_trace
        __boto_ses_status $last
        __boto_ses_prompt
    end
end
function __boto_ses_before --on-event fish_prompt
    ${untraced}
    if not set -q __boto_ses_begun
        set -g __boto_ses_begun
        set -l was (__boto_ses_differing)
        __boto_ses_set_back $was
        set -l kept (__boto_ses_differing)
        if set -q kept[1]
            printf ${quoted(kept)} "$kept" >&2
        else if set -q was[1]
            printf ${quoted(back)} " $was" >&2
        end
        echo 2>/dev/null >${fishWord(`${folder}/${readyFile}`)}
    end
    __boto_ses_wrap
end
`
  return { files: {}, args: [...args, "--init-command", script], set: {} }
}
