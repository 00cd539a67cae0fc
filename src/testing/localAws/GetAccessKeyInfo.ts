/** `sts:GetAccessKeyInfo`. Source: STS API Reference, GetAccessKeyInfo. */
import * as Effect from "effect/Effect"
import { validationError } from "./AwsError.ts"
import { Constraints, rules } from "./Constraints.ts"
import type { Action } from "./State.ts"
import * as Xml from "./Xml.ts"

/** Tells the account of an access key, whoever asks. */
export const getAccessKeyInfo: Action = (state, params) => {
  const constraints = new Constraints()
  const accessKeyId = constraints.text(params.get("AccessKeyId"), "accessKeyId", rules.accessKeyId) ?? ""
  if (constraints.refusal !== undefined) return Effect.fail(constraints.refusal)
  const credential = state.credentials.get(accessKeyId)
  return credential === undefined
    ? Effect.fail(validationError(`The access key ${accessKeyId} doesn't exist.`))
    : Effect.succeed(Xml.element("GetAccessKeyInfoResult", [Xml.element("Account", credential.principal.accountId)]))
}
