/** A call of `credential-process` as a profile makes it. */
export interface ProfileCall {
  readonly target: string
  readonly config: string | undefined
}

/**
 * The call that `configure` writes into a profile, and the AWS CLI makes for each of its own commands; `undefined` for
 * every other, also where only the parser can tell what is meant.
 */
export const profileCall = (args: ReadonlyArray<string>): ProfileCall | undefined => {
  const [first, second] = args
  const [config, rest] = first === "--config" ? [second, args.slice(2)] : [undefined, args]
  const [command, target, ...more] = rest
  if (command !== "credential-process" || target === undefined || more.length > 0) return undefined
  return target.startsWith("-") || config?.startsWith("-") || config === "" ? undefined : { target, config }
}
