/** The decision as a pure function, with the types of what it takes and gives. */

export type { RoleArn } from "../aws/Arn.ts"
export type { ExecMarker } from "../child/ExecMarker.ts"
export type { EnvRole } from "../config/Role.ts"
export type { Ask, Purpose } from "../Purpose.ts"
export type { CurrentEnvVariables } from "./CurrentEnv.ts"
export { plan } from "./Decide.ts"
export type {
  Ambient,
  AssumeRole,
  AssumeRoleWithWebIdentity,
  Branch,
  Decision,
  Facts,
  Guard,
  NeedsAmbientIdentity,
  Performable,
  Plan,
  PlanFields,
  Refuse,
  SourcePlan,
  UseAmbient,
  UseHandover,
  UseProfile
} from "./Plan.ts"
export type { Recognition, RoleOfEnv } from "./Recogniser.ts"
