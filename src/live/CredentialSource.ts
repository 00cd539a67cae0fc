import type * as Layer from "effect/Layer"
import type { CredentialSource } from "../services/CredentialSource.ts"
import { layerCredentialSource } from "./Ports.ts"

export type { Credentials } from "../domain/aws/Credentials.ts"
export type { ConfiguredEndpoints } from "../domain/aws/Endpoint.ts"
export type { Identity } from "../domain/aws/Identity.ts"
export { describeOrigin, type Origin } from "../domain/aws/Origin.ts"
export type { Misnamed } from "../domain/aws/ProfileHeader.ts"
export type { SourceChain } from "../domain/aws/SourceChain.ts"
export {
  type CredentialOrigin,
  CredentialSource,
  type CredentialSourceError,
  CredentialsAbsent,
  type FailedStsRequest,
  layerStatic,
  make,
  ProfileNotFound,
  type SourcedCredentials,
  SourceUnusable,
  SsoSignInAbsent,
  SsoSignInExpired,
  TypeId
} from "../services/CredentialSource.ts"

/** The machine's own credentials: environment, AWS CLI profiles, container, instance. */
export const layer: Layer.Layer<CredentialSource> = layerCredentialSource
