import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import type * as PlatformError from "effect/PlatformError"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import * as LocalAws from "../../../testing/LocalAws.ts"
import * as LocalCi from "../../../testing/LocalCi.ts"
import { Aws } from "./acmeFactory.ts"
import { accounts, lambdaRole, laptopUser, tokenIssuer, tokenSubject } from "./world.ts"

type Variables = { readonly [name: string]: string }

/** What a process finds in a place. */
export interface Surroundings {
  readonly variables: Variables
  /** How many tokens a job has had so far. */
  readonly tokens?: Effect.Effect<number>
}

/** A place where a program runs: its layer, and what a process finds there. */
export interface DemoPlace {
  readonly name: string
  readonly about: string
  readonly layer: Layer.Layer<Aws, BotoSesError>
  /** The environment of a process, whose files are written to `home`. */
  readonly environment: (
    aws: LocalAws.LocalAws,
    home: string
  ) => Effect.Effect<
    Surroundings,
    LocalAws.LocalAwsError | PlatformError.PlatformError,
    FileSystem.FileSystem | Path.Path | Scope.Scope
  >
}

const write = Effect.fnUntraced(function* (folder: string, name: string, text: string) {
  const fs = yield* FileSystem.FileSystem
  const path = (yield* Path.Path).join(folder, name)
  yield* fs.makeDirectory(folder, { recursive: true })
  yield* fs.writeFileString(path, text, { mode: 0o600 })
  return path
})

const laptop: DemoPlace = {
  name: "Laptop",
  about: "Aws.layerLocal: AWS CLI profiles in ~/.aws",
  layer: Aws.layerLocal,
  environment: Effect.fnUntraced(function* (aws, home) {
    const blocks = yield* Effect.forEach(Object.entries(accounts), ([env, accountId]) =>
      Effect.map(
        aws.userCredentials(accountId, laptopUser),
        ({ accessKeyId, secretAccessKey }) =>
          `[acme-${env}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${Redacted.value(secretAccessKey)}\n`
      )
    )
    yield* write((yield* Path.Path).join(home, ".aws"), "credentials", blocks.join("\n"))
    return { variables: { HOME: home } }
  })
}

const ci: DemoPlace = {
  name: "CI",
  about: "Aws.layerCi: a GitHub Actions job that brings no keys, ENV_NAME=stg",
  layer: Aws.layerCi,
  environment: (aws, home) =>
    LocalCi.layer({ vendor: "github_action", issuer: tokenIssuer, subject: tokenSubject }).pipe(
      Layer.provide(Layer.succeed(LocalAws.LocalAws)(aws)),
      Layer.build,
      Effect.map((context) => {
        const { variables, requests } = Context.get(context, LocalCi.LocalCi)
        return { variables: { ...variables, HOME: home, ENV_NAME: "stg" }, tokens: requests }
      })
    )
}

const cloud9: DemoPlace = {
  name: "Cloud9",
  about: "Aws.layerCloud9: an instance with a devops role",
  layer: Aws.layerCloud9,
  environment: (aws, home) =>
    Effect.succeed({
      variables: { HOME: home, C9_PROJECT: "orders", AWS_EC2_METADATA_SERVICE_ENDPOINT: aws.endpoint }
    })
}

const lambda: DemoPlace = {
  name: "Lambda",
  about: "Aws.layerLambda: a function in prd with its execution role",
  layer: Aws.layerLambda,
  environment: (aws) =>
    Effect.map(aws.roleCredentials(accounts.prd, lambdaRole, { sessionName: "orders" }), (keys) => ({
      variables: {
        AWS_LAMBDA_FUNCTION_NAME: "orders",
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: Redacted.value(keys.secretAccessKey),
        AWS_SESSION_TOKEN: Redacted.value(keys.sessionToken)
      }
    }))
}

export const demoPlaces: ReadonlyArray<DemoPlace> = [laptop, ci, cloud9, lambda]
