import { isRegion } from "../domain/aws/Partition.ts"
import { type ConfigProblem, notExpected } from "../domain/config/ConfigProblem.ts"
import { roleOptionProblems, unknownOptions } from "../domain/config/RoleOptions.ts"
import { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { RoleOptionInvalid, UnknownEnv } from "../domain/errors/Config.ts"
import { describeValue, isPlainObject } from "../domain/text/Describe.ts"
import { nearest } from "../domain/text/Nearest.ts"

/** A name that is no env's; JavaScript may give a value that is no name at all. */
export const unknownEnv = (given: unknown, known: ReadonlyArray<string>): BotoSesError => {
  const text = typeof given === "string" ? given : describeValue(given)
  return BotoSesError.of(new UnknownEnv({ given: text, known: nearest(text, known), source: "the call" }))
}

const refusedOption = ({ path, expected, found }: ConfigProblem): BotoSesError =>
  BotoSesError.of(new RoleOptionInvalid({ field: path, expected, actual: found }))

/**
 * What is wrong with the options of a call, found before anything is done; `undefined` where nothing. `also` are options
 * that this call has besides those of AssumeRole.
 */
export const callProblem = (options: unknown, also: ReadonlyArray<string> = []): BotoSesError | undefined => {
  if (!isPlainObject(options)) return refusedOption(notExpected("options", "an object", options))
  const { region, refresh, ...rest } = options
  const [first] = [
    ...unknownOptions(rest, also),
    ...(region === undefined || (typeof region === "string" && isRegion(region))
      ? []
      : [notExpected("region", "an AWS region, such as us-east-1", region)]),
    ...(refresh === undefined || refresh === "auto" || refresh === "never"
      ? []
      : [notExpected("refresh", '"auto" or "never"', refresh)]),
    ...roleOptionProblems(rest)
  ]
  return first === undefined ? undefined : refusedOption(first)
}
