/**
 * What a session is for.
 *
 * - `devops`: build, upload artifacts, assume roles in the workloads. Never for application code.
 * - `env`: deploy to, or look into, one workload environment.
 * - `app`: application logic, unit and integration tests. Never for deployment.
 * - `role`: a role that the program itself assumed from another session.
 */
export type Purpose = "devops" | "env" | "app" | "role"

/** What a program asks the factory for. */
export type Ask =
  | { readonly purpose: "devops" }
  | { readonly purpose: "env"; readonly env: string }
  | { readonly purpose: "app" }

/** The ask that a target word stands for: `devops`, `app`, `session` (the same as `app`) or an env's name. */
export const askOf = (target: string): Ask => {
  switch (target) {
    case "devops":
      return { purpose: "devops" }
    case "app":
    case "session":
      return { purpose: "app" }
    default:
      return { purpose: "env", env: target }
  }
}

/** The target word of an ask. */
export const targetOf = (ask: Ask): string => (ask.purpose === "env" ? ask.env : ask.purpose)

/** An ask as code, for messages: `env("sbx")`. */
export const describeAsk = (ask: Ask): string => (ask.purpose === "env" ? `env("${ask.env}")` : ask.purpose)
