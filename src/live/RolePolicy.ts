export type { EnvRole } from "../domain/config/Role.ts"
export type { Recognition } from "../domain/plan/Recogniser.ts"
export * from "../services/RolePolicy.ts"
export { layer, layerNaming } from "../services/reading/ReadPolicy.ts"
