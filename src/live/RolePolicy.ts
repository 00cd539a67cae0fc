export type { EnvRole } from "../domain/config/Role.ts"
export type { Recognition } from "../domain/plan/Recogniser.ts"
export { layer, layerNaming } from "../services/config/PolicyOptions.ts"
export * from "../services/RolePolicy.ts"
