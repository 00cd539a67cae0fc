import { givenOptions, type MfaOptions, type RoleOptions } from "../../domain/config/RoleOptions.ts"
import { identityOf } from "./IdentityOf.ts"

/** A device with its way to get a code: two ways are told apart, since a code that one refuses the other may give. */
export const mfaKey = ({ serialNumber, code }: MfaOptions): ReadonlyArray<string | number> => [
  serialNumber,
  identityOf(code)
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
