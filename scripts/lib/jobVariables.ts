import type * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { LocalAws } from "../../src/testing/mod.ts"

/** The variables of a GitHub Actions job on a local AWS that has these keys. */
export const jobVariables = (
  endpoint: string,
  keys: Effect.Success<ReturnType<LocalAws.LocalAws["roleCredentials"]>>
): { readonly AWS_ENDPOINT_URL: string; readonly [name: string]: string } => ({
  CI: "true",
  GITHUB_ACTIONS: "true",
  AWS_REGION: "us-east-1",
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: keys.accessKeyId,
  AWS_SECRET_ACCESS_KEY: Redacted.value(keys.secretAccessKey),
  AWS_SESSION_TOKEN: Redacted.value(keys.sessionToken)
})
