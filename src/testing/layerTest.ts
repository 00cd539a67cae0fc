import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { parseRoleArn } from "../domain/aws/Arn.ts"
import { defaultAppEnv, type Entries, type Entry } from "../domain/config/Entry.ts"
import type { EnvRole } from "../domain/config/Role.ts"
import { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { ConfigInvalid } from "../domain/errors/Config.ts"
import { groupOf, type RuntimeGroup, type RuntimeName } from "../domain/runtime/RuntimeName.ts"
import type { Class } from "../factory/FactoryClass.ts"
import { configLayer, policyLayer } from "../factory/MakeService.ts"
import { layerMemory } from "../handover/store/MemoryStore.ts"
import { layerSts } from "../live/Ports.ts"
import { AwsClientDefaults } from "../services/AwsClientDefaults.ts"
import { EnvConfig } from "../services/EnvConfig.ts"
import { layerNone as noToken } from "../services/IdentityToken.ts"
import { RolePolicy } from "../services/RolePolicy.ts"
import * as Runtime from "../services/Runtime.ts"
import { layerNone } from "../services/SessionStore.ts"
import * as LocalAws from "./LocalAws.ts"
import { layerWithoutAuthorities } from "./TestAuthorities.ts"
import { layerTestCredentials, type TestCredentialsOptions, type TestPrincipal } from "./TestCredentials.ts"
import { readEndpoints, type TestEndpoints } from "./TestEndpoints.ts"
import { testToken, testTrust } from "./TestToken.ts"

/** What a test's world has beside what the factory's options name. */
export interface LayerTestOptions {
  /** Where the program is to believe it runs; `local` where it is left out. */
  readonly runtime?: RuntimeName
  /** Whose the ambient credentials are; where it is left out devops in CI and on Cloud9, the app's role in an application. */
  readonly ambient?: TestPrincipal
  /** Whether a job has a token of its own for `oidcRoleArn`; it has one where it is left out. */
  readonly token?: boolean
  /** Accounts and roles beside those of the factory, or in place of them. */
  readonly accounts?: LocalAws.Options["accounts"]
  /**
   * Where the clients of other services send their requests: a moto, a LocalStack, a DynamoDB of your own. Keys are the
   * services as the SDK calls their clients (`ssm`, `dynamodb`, `cloudwatchlogs` or `"CloudWatch Logs"`), values are `http` or
   * `https` addresses. What is not named stays on the local AWS, which has STS, IAM, S3 and IAM Identity Center, and tells
   * which service it has not.
   */
  readonly endpoints?: TestEndpoints
}

/** What a factory's options mean for a local AWS: its accounts, and whose the ambient and the profiles' credentials are. */
interface TestWorld {
  readonly accounts: LocalAws.Options["accounts"]
  readonly credentials: TestCredentialsOptions
}

const appRole = "app_role"

/** The account of an entry: the one stated, that of its role, else one made up for it alone. */
const accountOf = (entry: Entry, role: EnvRole | undefined, index: number): string => {
  const arn = entry.roleArn ?? entry.oidcRoleArn ?? role?.roleArn
  return (
    entry.accountId ??
    (arn === undefined ? undefined : parseRoleArn(arn)?.accountId) ??
    `${9000 + index}`.padEnd(12, "0")
  )
}

/** A role's name and IAM path from an ARN or from a name with a path. */
const nameAndPath = (entry: Entry, role: EnvRole): { readonly name: string; readonly path: string } => {
  const arn = entry.roleArn ?? role.roleArn
  const full = arn === undefined ? role.roleName : arn.slice(arn.indexOf(":role/") + ":role/".length)
  const cut = full.lastIndexOf("/") + 1
  return { name: full.slice(cut), path: `/${full.slice(0, cut)}` }
}

const merge = (
  accounts: Record<string, LocalAws.AccountOptions>,
  accountId: string,
  roles: { readonly [name: string]: LocalAws.RoleOptions },
  more: LocalAws.AccountOptions = {}
): void => {
  const present = accounts[accountId] ?? {}
  accounts[accountId] = { ...present, ...more, roles: { ...present.roles, ...roles } }
}

const testWorld = (
  entries: Entries,
  roles: ReadonlyMap<string, EnvRole>,
  group: RuntimeGroup,
  options: LayerTestOptions
): TestWorld => {
  const accounts: Record<string, LocalAws.AccountOptions> = {}
  const profiles: Record<string, TestPrincipal> = {}
  const principals = new Map<string, TestPrincipal>()
  const devopsRole = roles.get("devops")
  const devopsAccount = accountOf(entries.devops, devopsRole, 0)
  const all: ReadonlyArray<readonly [string, Entry]> = [
    ["devops", entries.devops],
    ...Object.entries(entries.workloads)
  ]
  all.forEach(([env, entry], index) => {
    const role = roles.get(env)
    if (role === undefined) return
    const accountId = accountOf(entry, role, index)
    const { name, path } = nameAndPath(entry, role)
    const trust = env === "devops" ? [] : [devopsAccount]
    const { externalId } = role.options
    merge(accounts, accountId, {
      [name]: { path, trust, maxSessionDuration: 43_200, ...(externalId === undefined ? {} : { externalId }) },
      ...(env === "devops" ? {} : { [appRole]: {} })
    })
    const own = entry.oidcRoleArn === undefined ? undefined : { ...entry, roleArn: entry.oidcRoleArn }
    if (own !== undefined) {
      const job = nameAndPath(own, role)
      const federated = testTrust(entries.identityToken)
      const trusted = job.name === name && job.path === path ? trust : []
      merge(accounts, accountOf({ roleArn: own.roleArn }, role, index), {
        [job.name]: { path: job.path, trust: [...trusted, federated], maxSessionDuration: 43_200 }
      })
    }
    principals.set(env, { accountId, role: name, sessionName: role.roleSessionName })
    if (entry.profile !== undefined) {
      profiles[entry.profile] ??= { accountId, role: name, sessionName: role.roleSessionName }
    }
  })
  for (const [accountId, { roles: more = {}, ...rest }] of Object.entries(options.accounts ?? {})) {
    merge(accounts, accountId, more, rest)
  }
  const app = principals.get(defaultAppEnv(entries) ?? Object.keys(entries.workloads)[0] ?? "devops")
  const usual =
    group === "ci" || group === "cloud9"
      ? principals.get("devops")
      : group === "local" || app === undefined
        ? undefined
        : { accountId: app.accountId, role: appRole }
  const ambient = options.ambient ?? usual
  return { accounts, credentials: { profiles, ...(ambient === undefined ? {} : { ambient }) } }
}

/** The class's own configuration; an account id whose `Config` finds nothing is made up, so that tests need no variables. */
const testConfig = (config: EnvConfig): EnvConfig => {
  const withAccount = (entry: Entry, index: number): Entry => {
    const { missing = [], ...rest } = entry
    const others = missing.filter(({ field }) => field !== "accountId")
    return {
      ...rest,
      ...(others.length === missing.length ? {} : { accountId: accountOf({}, undefined, index) }),
      ...(others.length === 0 ? {} : { missing: others })
    }
  }
  const { devops, workloads, ...entries } = config.entries
  return {
    ...config,
    entries: {
      ...entries,
      devops: withAccount(devops, 0),
      workloads: Object.fromEntries(
        Object.entries(workloads).map(([env, entry], index) => [env, withAccount(entry, index + 1)])
      )
    }
  }
}

/**
 * A factory on a local AWS of its own, in one line: accounts, roles and profiles are those that its options name.
 *
 * **Details**: the layer gives the factory and the `LocalAws` beneath it, whose log tells which requests were made and
 * whose faults can be scripted. No variable, file or network beyond loopback is used. In CI the role of an `oidcRoleArn`
 * is had by a token of the test's own (issuer `https://oidc.test`, subject `job:test`), whatever vendor the runtime names;
 * a vendor's token, its rules and its trust policy are what `LocalCi` is for. `endpoints` sends the clients of other services
 * to a server of yours, with the session's keys and signatures as ever; which of them it takes is its own affair.
 *
 * **Example**
 * ```ts
 * import { Effect } from "effect"
 * import { BotoSesFactory } from "effect-boto-ses"
 * import { layerTest } from "effect-boto-ses/testing"
 *
 * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
 *   region: "us-east-1",
 *   devops: { accountId: "111111111111" },
 *   workloads: { sbx: { accountId: "222222222222" } }
 * }) {}
 *
 * const account = Effect.flatMap(Aws.env("sbx"), (sbx) => sbx.accountId)
 * const found = await Effect.runPromise(Effect.provide(account, layerTest(Aws, { runtime: "ci" })))
 * if (found !== "222222222222") throw new Error(`expected the account of sbx, found ${found}`)
 * ```
 */
export const layerTest = <Self, Id extends string, Env extends string>(
  factory: Class<Self, Id, Env>,
  options: LayerTestOptions = {}
): Layer.Layer<Self | LocalAws.LocalAws, BotoSesError> => {
  const runtime = options.runtime ?? "local"
  const config = Layer.effect(EnvConfig, Effect.map(EnvConfig, testConfig)).pipe(
    Layer.provide(configLayer(factory.options))
  )
  const policy = policyLayer(factory.options)
  const elsewhere = readEndpoints(options.endpoints ?? {})
  // A server of the test's own may be known by the machine's authorities alone.
  const isSecure = Object.values(options.endpoints ?? {}).some((address) => /^https:/i.test(String(address)))

  const onWorld = Effect.gen(function* () {
    const { entries } = yield* EnvConfig
    const { role } = yield* RolePolicy
    const roles = new Map<string, EnvRole>()
    for (const env of ["devops", ...Object.keys(entries.workloads)]) roles.set(env, yield* role(env))
    const world = testWorld(entries, roles, groupOf(runtime), options)
    const aws = Layer.catchTag(LocalAws.layer({ accounts: world.accounts }), "LocalAwsError", (error) =>
      Layer.effect(
        LocalAws.LocalAws,
        Effect.fail(
          BotoSesError.of(
            new ConfigInvalid({
              source: "layerTest",
              problems: [
                { path: "", expected: "a local AWS", found: `that it does not start: ${error.message}`, next: "" }
              ]
            })
          )
        )
      )
    )
    const endpointOf = yield* Effect.fromResult(elsewhere).pipe(
      Effect.mapError((problems) => BotoSesError.of(new ConfigInvalid({ source: "layerTest", problems })))
    )
    const defaults = Layer.effect(
      AwsClientDefaults,
      Effect.map(LocalAws.LocalAws, ({ endpoint }) => ({ endpoint: (service) => endpointOf(service) ?? endpoint }))
    )
    const services = Layer.mergeAll(
      layerTestCredentials(world.credentials),
      layerSts,
      layerMemory,
      layerNone,
      options.token === false ? noToken : Layer.provide(testToken(runtime), aws),
      Runtime.layerOf(runtime),
      Layer.succeed(EnvConfig)(yield* EnvConfig),
      Layer.succeed(RolePolicy)(yield* RolePolicy)
    )
    return factory.layerNoDeps.pipe(
      Layer.provide(services),
      Layer.provide([defaults, isSecure ? Layer.empty : layerWithoutAuthorities]),
      Layer.provideMerge(aws)
    )
  })

  return Layer.unwrap(onWorld).pipe(Layer.provide([config, policy]))
}
