import * as Layer from "effect/Layer"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { BotoSesFactory } from "../factory/BotoSesFactory.ts"
import { makeFactory } from "../factory/Factory.ts"
import type { FactoryMaker, FactoryMakerWith, ServiceMaker } from "../factory/FactoryClass.ts"
import type { Services } from "../factory/FactoryContext.ts"
import { type Makers, makeService } from "../factory/MakeService.ts"
import type { EnvConfig } from "../services/EnvConfig.ts"
import type { RolePolicy } from "../services/RolePolicy.ts"
import type { Runtime } from "../services/Runtime.ts"
import { accountAlias } from "./AccountAlias.ts"
import { layerPorts, portsOf } from "./Ports.ts"

export type { Behaviour, IdentityCheck, SessionStoreChoice } from "../factory/Behaviour.ts"
export * from "../factory/BotoSesFactory.ts"
export type { Class, FactoryMaker, FactoryMakerWith, Options, ServiceMaker } from "../factory/FactoryClass.ts"
export type { Services } from "../factory/FactoryContext.ts"
export type { Explanation } from "../factory/planning/Explanation.ts"
export type { ErrorOf, NeedsOf, OnlyServices, Provided, ServiceLayers } from "../factory/ServiceLayers.ts"

const made: Makers = makeService({ layer: portsOf, accountAlias })

/**
 * Makes the class of a factory: `class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", { … }) {}`.
 *
 * **Details**: the names of the workloads become types, so that `Aws.env("typo")` does not compile. Provide `Aws.layer`
 * once: the same layer in two `Effect.provide` calls is built twice, with credentials of its own each time.
 *
 * **Example** (the session of a workload in a CI job, on a local AWS)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { BotoSesFactory } from "effect-boto-ses"
 * import { layerTest } from "effect-boto-ses/testing"
 *
 * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
 *   region: "us-east-1",
 *   devops: { accountId: "111111111111" },
 *   workloads: { prd: { accountId: "333333333333" } }
 * }) {}
 *
 * const deployed = Effect.flatMap(Aws.env("prd"), (prd) => prd.accountId)
 * const account = await Effect.runPromise(Effect.provide(deployed, layerTest(Aws, { runtime: "ci" })))
 * if (account !== "333333333333") throw new Error(`expected the account of prd, found ${account}`)
 * ```
 */
export const Service: ServiceMaker = made.Service

/**
 * Makes a factory without a class, in a scope.
 *
 * **Example** (a factory for the length of a scope)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { BotoSesFactory, Runtime } from "effect-boto-ses"
 *
 * const options = { region: "us-east-1", devops: {}, workloads: { sbx: { profile: "acme-sbx" } } }
 * const region = Effect.gen(function* () {
 *   const aws = yield* BotoSesFactory.make(options, Runtime.layerLocal)
 *   const sbx = yield* aws.env("sbx")
 *   return sbx.region
 * })
 * const found = await Effect.runPromise(Effect.scoped(region))
 * if (found !== "us-east-1") throw new Error(`expected us-east-1, found ${found}`)
 * ```
 */
export const make: FactoryMaker = made.make

/**
 * As `make`, with services of the caller's in place of the live ones, by the names of a class's `layerWith`.
 *
 * **Example** (a factory whose credentials the program holds itself)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { BotoSesFactory, CredentialSource, Runtime } from "effect-boto-ses"
 *
 * const options = { region: "us-east-1", devops: {}, workloads: { sbx: { profile: "acme-sbx" } } }
 * const layers = { runtime: Runtime.layerLocal, credentialSource: CredentialSource.layerStatic({}) }
 * const refused = Effect.gen(function* () {
 *   const aws = yield* BotoSesFactory.makeWith(options, layers)
 *   return yield* Effect.flip(Effect.flatMap(aws.env("sbx"), ({ credentials }) => credentials))
 * })
 * const { reason } = await Effect.runPromise(Effect.scoped(refused))
 * if (reason._tag !== "ProfileMissing") throw new Error(`expected no such profile, found ${reason._tag}`)
 * ```
 */
export const makeWith: FactoryMakerWith = made.makeWith

/** The factory of whatever names the configuration holds, on services that are all the caller's. */
export const layerNoDeps: Layer.Layer<BotoSesFactory, BotoSesError, Services> = Layer.effect(
  BotoSesFactory,
  makeFactory(accountAlias)
)

/** As `layerNoDeps`, with AWS and this machine beneath: only the runtime and the configuration are the caller's. */
export const layer: Layer.Layer<BotoSesFactory, BotoSesError, Runtime | EnvConfig | RolePolicy> = Layer.provide(
  layerNoDeps,
  layerPorts.none
)
