import { givenOptions, type MfaOptions, type RoleOptions } from "../../domain/config/RoleOptions.ts"

/** Numbers for functions and instances, so that keys made of text tell two of them apart. */
const identities = new WeakMap<object, number>()
let last = 0

export const instanceNumber = (value: object): number => {
  const known = identities.get(value)
  if (known !== undefined) return known
  last += 1
  identities.set(value, last)
  return last
}

/** A device with its way to get a code: two ways are told apart, since a code that one refuses the other may give. */
export const mfaKey = ({ serialNumber, code }: MfaOptions): ReadonlyArray<string | number> => [
  serialNumber,
  instanceNumber(code)
]

const sorted = (record: { readonly [key: string]: string }): ReadonlyArray<readonly [string, string]> =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))

/** Every option that makes one ask different from another, as text. */
export const optionsKey = (options: RoleOptions): string =>
  JSON.stringify(
    givenOptions(options).map((name) => [
      name,
      name === "mfa" && options.mfa !== undefined
        ? mfaKey(options.mfa)
        : name === "tags" && options.tags !== undefined
          ? sorted(options.tags)
          : options[name]
    ])
  )

/** The role options given, copied: what a caller does to them later must not reach a refresh. */
export const ownOptions = (options: RoleOptions): RoleOptions =>
  Object.fromEntries(
    givenOptions(options).map((name) => [name, name === "mfa" ? { ...options.mfa } : structuredClone(options[name])])
  )
