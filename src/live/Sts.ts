import type * as Layer from "effect/Layer"
import type { Sts } from "../services/Sts.ts"
import { layerSts } from "./Ports.ts"

export type { Credentials } from "../domain/aws/Credentials.ts"
export type { ConfiguredEndpoints } from "../domain/aws/Endpoint.ts"
export type { Identity } from "../domain/aws/Identity.ts"
export type { ServiceEndpoint } from "../domain/aws/SessionKey.ts"
export {
  type AssumedRole,
  type AssumeRoleRequest,
  make,
  type SessionTokenRequest,
  Sts,
  type StsCaller,
  StsError,
  type StsErrorKind,
  TypeId,
  type WebIdentityRequest
} from "../services/Sts.ts"

/** AWS's STS over HTTP. Nothing of the AWS SDK is loaded before the first request. */
export const layer: Layer.Layer<Sts> = layerSts
