/** The decision as a pure function, with the types of what it takes and gives. */
export type { EnvRole } from "../config/Role.ts"
export type { Ask, Purpose } from "../Purpose.ts"
export type { Ambient, ExecMarker } from "./Ambient.ts"
export type { CurrentEnvVariables } from "./CurrentEnv.ts"
export { plan } from "./Decide.ts"
export type { Facts } from "./Facts.ts"
export type {
  AssumeRole,
  Branch,
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
export type { Recognition } from "./Recogniser.ts"
