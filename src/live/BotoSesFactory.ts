import type * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { type BotoSesFactoryShape, BotoSesFactory as Tag } from "../factory/BotoSesFactory.ts"
import { makeFactory } from "../factory/Factory.ts"
import {
  type BotoSesFactoryClass,
  type FactoryMaker,
  type FactoryServices,
  makeService,
  type ServiceMaker
} from "../factory/FactoryClass.ts"
import { accountAlias } from "./AccountAlias.ts"
import { layerCredentialSource, layerSnapshotStore, layerSts } from "./Ports.ts"

/** The factory for code that cannot know the env names, and the makers of factories that do. */
export interface BotoSesFactoryTag
  extends Context.ServiceClass<Tag, "effect-boto-ses/BotoSesFactory", BotoSesFactoryShape> {
  /**
   * Makes the class of a factory: `class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", { … }) {}`.
   *
   * **Details**: the names of the workloads become types, so that `Aws.env("typo")` does not compile. Provide `Aws.layer`
   * once: the same layer in two `Effect.provide` calls is built twice, with credentials of its own each time.
   */
  readonly Service: BotoSesFactoryShape & ServiceMaker
  /** Makes a factory without a class, in a scope. */
  readonly make: FactoryMaker
  /** The factory of whatever names the configuration holds, on services that are all the caller's. */
  readonly layerNoDeps: Layer.Layer<Tag, BotoSesError, FactoryServices>
}

const { make, Service } = makeService({
  layer: Layer.mergeAll(layerSts, layerCredentialSource, layerSnapshotStore),
  accountAlias
})

const layerNoDeps: Layer.Layer<Tag, BotoSesError, FactoryServices> = Layer.effect(Tag, makeFactory({ accountAlias }))

export const BotoSesFactory: BotoSesFactoryTag = Object.assign(Tag, {
  make,
  Service,
  layerNoDeps
}) as unknown as BotoSesFactoryTag

export type BotoSesFactory = Tag

export declare namespace BotoSesFactory {
  /** The type of a factory's class, written out; libraries on JSR need it for the base of their class. */
  export type Class<Self, Id extends string, Env extends string> = BotoSesFactoryClass<Self, Id, Env>
}
