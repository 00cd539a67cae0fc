import * as Layer from "effect/Layer"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { BotoSesFactory } from "../factory/BotoSesFactory.ts"
import { makeFactory } from "../factory/Factory.ts"
import { type FactoryMaker, makeService, type ServiceMaker, type Services } from "../factory/FactoryClass.ts"
import { accountAlias } from "./AccountAlias.ts"
import { layerCredentialSource, layerSnapshotStore, layerSts } from "./Ports.ts"

export * from "../factory/BotoSesFactory.ts"
export type { Class, FactoryMaker, Options, ServiceMaker, Services } from "../factory/FactoryClass.ts"
export type { Explanation } from "../factory/planning/Explanation.ts"

const made: { readonly make: FactoryMaker; readonly Service: ServiceMaker } = makeService({
  layer: Layer.mergeAll(layerSts, layerCredentialSource, layerSnapshotStore),
  accountAlias
})

/**
 * Makes the class of a factory: `class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", { … }) {}`.
 *
 * **Details**: the names of the workloads become types, so that `Aws.env("typo")` does not compile. Provide `Aws.layer`
 * once: the same layer in two `Effect.provide` calls is built twice, with credentials of its own each time.
 */
export const Service: ServiceMaker = made.Service

/** Makes a factory without a class, in a scope. */
export const make: FactoryMaker = made.make

/** The factory of whatever names the configuration holds, on services that are all the caller's. */
export const layerNoDeps: Layer.Layer<BotoSesFactory, BotoSesError, Services> = Layer.effect(
  BotoSesFactory,
  makeFactory({ accountAlias })
)
