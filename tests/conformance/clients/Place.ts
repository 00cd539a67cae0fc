/** A local AWS, a session on it behind the server of `exec`, and the keys of another principal. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { makeCredentials } from "../../../src/domain/aws/Credentials.ts"
import type { ChildEnvironment } from "../../../src/domain/child/ChildEnvironment.ts"
import { environment } from "../../../src/handover/child/ChildVariables.ts"
import type { ServeOptions } from "../../../src/handover/server/CredentialServer.ts"
import type { Session } from "../../../src/services/Session.ts"
import type * as LocalAws from "../../../src/testing/LocalAws.ts"
import { platform } from "../../handover/snapshotStoreSuite.ts"
import { stubEnv } from "../../handover/stubSession.ts"
import { commandPath, type Variables } from "../peers.ts"
import type { Others } from "./shadows.ts"

const other = "111111111111"
export const sbx = "222222222222"

export const world: LocalAws.Options = {
  accounts: {
    [other]: { users: { alice: {} }, roles: { instance_role: {} } },
    [sbx]: { buckets: ["acme-sbx-data"], roles: { sbx_role: {}, deploy: { trust: [sbx, other] } } }
  }
}

/** Who a client is behind the server of `exec`. */
export const ours = `arn:aws:sts::${sbx}:assumed-role/sbx_role/local-aws`

/** A session whose credentials come from the local AWS, each time new ones. */
export const sessionOn = (aws: LocalAws.LocalAws, seconds: number): Session =>
  stubEnv("sbx", {
    region: "us-east-1",
    credentials: Effect.orDie(
      Effect.map(aws.roleCredentials(sbx, "sbx_role", { duration: `${seconds} seconds` }), (minted) =>
        makeCredentials({
          accessKeyId: minted.accessKeyId,
          secretAccessKey: String(Redacted.value(minted.secretAccessKey)),
          sessionToken: String(Redacted.value(minted.sessionToken)),
          expiresAt: minted.expiration.getTime()
        })
      )
    )
  })

export const othersOn = (aws: LocalAws.LocalAws): Effect.Effect<Others> =>
  Effect.orDie(
    Effect.map(aws.userCredentials(other, "alice"), ({ accessKeyId, secretAccessKey }) => ({
      accessKeyId,
      secretAccessKey: String(Redacted.value(secretAccessKey))
    }))
  )

/** A folder for homes, removed with the scope. */
export const temporaryFolder: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "boto-ses-clients-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

/** What every client has here: no instance, no second try, a temporary home's own folders. */
export const base: Variables = {
  PATH: commandPath,
  LC_ALL: "C.UTF-8",
  AWS_MAX_ATTEMPTS: "1",
  AWS_METADATA_SERVICE_NUM_ATTEMPTS: "1",
  AWS_EC2_METADATA_DISABLED: "true"
}

/** Runs in a process's variables, as our own command line would. */
const inProcess = <A, E, R>(effect: Effect.Effect<A, E, R>, env: Variables) =>
  Effect.provideService(effect, ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env }))

/** What `exec` sets and removes for a child of a process with these variables. */
export const execIn = (
  env: Variables,
  session: Session,
  options?: ServeOptions
): Effect.Effect<ChildEnvironment, never, Scope.Scope> =>
  Effect.orDie(Effect.provide(inProcess(environment(session, options), env), platform))
