/**
 * The reasons for which the library fails: a closed set, so that a caller can handle each.
 *
 * A reason is declared by the class in its file and nowhere else: the type, the exit codes, the Schema and the lists in
 * docs/errors.md follow from what these files export, which is why they export nothing but reasons.
 */
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import * as Ambient from "./Ambient.ts"
import * as Config from "./Config.ts"
import type { FactClass } from "./Fact.ts"
import * as Handover from "./Handover.ts"
import * as IdentityToken from "./IdentityToken.ts"
import * as Profile from "./Profile.ts"
import type { EncodedReason } from "./ReasonSchema.ts"
import * as Sts from "./Sts.ts"

export type { SharedFile } from "../aws/ProfileHeader.ts"
export type { ConfigProblem } from "../config/ConfigProblem.ts"
export * from "./Ambient.ts"
export * from "./Config.ts"
export type { Fact, FactBase, FieldKind, Kind, KindOf, Kinds } from "./Fact.ts"
export * from "./Handover.ts"
export * from "./IdentityToken.ts"
export * from "./Profile.ts"
export type { EncodedError, EncodedReason } from "./ReasonSchema.ts"
export * from "./Sts.ts"

/** Every reason's class, under its tag. */
export type Classes = typeof Config &
  typeof Ambient &
  typeof Profile &
  typeof Sts &
  typeof Handover &
  typeof IdentityToken

/** Any of the reasons: `switch` on its `_tag`, or take one by `Effect.catchReason`. */
export type Reason = InstanceType<Classes[keyof Classes]>

/** The class of each reason, by its tag. */
export const classes: Classes = { ...Config, ...Ambient, ...Profile, ...Sts, ...Handover, ...IdentityToken }

/** The exit code with which the command line ends for each reason: 3 configuration, 4 place, 5 credentials, 6 refused by AWS, 7 AWS out of reach. */
export const exitCodes: { readonly [Tag in Reason["_tag"]]: number } = Object.fromEntries(
  // A constructor only keeps its fields, so that a reason without any tells its exit code.
  Object.entries<FactClass<Reason>>(classes).map(([tag, Class]) => [tag, new Class({} as never).exitCode])
) as never

/** The Schema of a reason, for those who send one on. Its code is loaded when it is asked for. */
export const schema: Effect.Effect<Schema.Codec<Reason, EncodedReason>> = Effect.map(
  Effect.promise(() => import("./ReasonSchema.ts")),
  ({ reasonsSchema }) => reasonsSchema<Reason>(classes)
)
