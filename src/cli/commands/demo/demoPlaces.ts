import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import type * as PlatformError from "effect/PlatformError"
import * as Redacted from "effect/Redacted"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import type * as LocalAws from "../../../testing/LocalAws.ts"
import { Aws } from "./acmeFactory.ts"
import { accounts, ciRole, lambdaRole, laptopUser, tokenIssuer, tokenSubject } from "./world.ts"

type Variables = { readonly [name: string]: string }

/** A place where a program runs: its layer, and what a process finds there. */
export interface DemoPlace {
  readonly name: string
  readonly about: string
  readonly layer: Layer.Layer<Aws, BotoSesError>
  /** The environment of a process, whose files are written to `home`. */
  readonly environment: (
    aws: LocalAws.LocalAws,
    home: string
  ) => Effect.Effect<Variables, LocalAws.LocalAwsError | PlatformError.PlatformError, FileSystem.FileSystem | Path.Path>
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
    return { HOME: home }
  })
}

const ci: DemoPlace = {
  name: "CI",
  about: "Aws.layerCi: a GitHub Actions job with OpenID Connect, ENV_NAME=stg",
  layer: Aws.layerCi,
  environment: Effect.fnUntraced(function* (aws, home) {
    const token = yield* aws.webIdentityToken({ issuer: tokenIssuer, subject: tokenSubject })
    return {
      HOME: home,
      CI: "true",
      GITHUB_ACTIONS: "true",
      ENV_NAME: "stg",
      AWS_ROLE_ARN: `arn:aws:iam::${accounts.devops}:role/${ciRole}`,
      AWS_ROLE_SESSION_NAME: "orders-main",
      AWS_WEB_IDENTITY_TOKEN_FILE: yield* write(home, "token", Redacted.value(token))
    }
  })
}

const cloud9: DemoPlace = {
  name: "Cloud9",
  about: "Aws.layerCloud9: an instance with a devops role",
  layer: Aws.layerCloud9,
  environment: (aws, home) =>
    Effect.succeed({ HOME: home, C9_PROJECT: "orders", AWS_EC2_METADATA_SERVICE_ENDPOINT: aws.endpoint })
}

const lambda: DemoPlace = {
  name: "Lambda",
  about: "Aws.layerLambda: a function in prd with its execution role",
  layer: Aws.layerLambda,
  environment: (aws) =>
    Effect.map(aws.roleCredentials(accounts.prd, lambdaRole, { sessionName: "orders" }), (keys) => ({
      AWS_LAMBDA_FUNCTION_NAME: "orders",
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: Redacted.value(keys.secretAccessKey),
      AWS_SESSION_TOKEN: Redacted.value(keys.sessionToken)
    }))
}

export const demoPlaces: ReadonlyArray<DemoPlace> = [laptop, ci, cloud9, lambda]
