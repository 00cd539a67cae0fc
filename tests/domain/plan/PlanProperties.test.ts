import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import type { Principal } from "../../../src/domain/aws/Arn.ts"
import type { ExecMarker } from "../../../src/domain/child/ExecMarker.ts"
import { entryOf } from "../../../src/domain/config/Entry.ts"
import type { EnvRole } from "../../../src/domain/config/Role.ts"
import { limitingOptions, type RoleOptions } from "../../../src/domain/config/RoleOptions.ts"
import { type Ask, askOf } from "../../../src/domain/Purpose.ts"
import { plan } from "../../../src/domain/plan/Decide.ts"
import {
  type Ambient,
  type Facts,
  type Performable,
  type Plan,
  type Refuse,
  sourceOf
} from "../../../src/domain/plan/Plan.ts"
import { federated, root, session, summary, user } from "./fixture.ts"

const ids = ["111111111111", "222222222222", "333333333333"] as const
const envs = ["sbx", "prd", "constructor"] as const
const roleNames = ["sbx_deployment_role", "prd_deployment_role", "constructor_deployment_role", "ops", "ci"] as const
const sessionNames = ["build", "devops_role_session", "i-0123456789abcdef0"] as const

const orNone = <S extends Schema.Top>(schema: S) => Schema.Union([Schema.Undefined, schema])
const Id = Schema.Literals(ids)
const Partition = Schema.Literals(["aws", "aws-cn"])

const EntryOf = (roles: ReadonlyArray<string>) =>
  Schema.Struct({
    accountId: orNone(Id),
    profile: orNone(Schema.Literals(["acme-devops", "acme-sbx"])),
    roleArn: orNone(Schema.Literals(ids.flatMap((id) => roles.map((name) => `arn:aws:iam::${id}:role/p/${name}`)))),
    region: orNone(Schema.Literals(["us-east-1", "cn-north-1"])),
    missing: Schema.Literals([false, false, false, true])
  })

const Options = Schema.Struct({
  policy: orNone(Schema.Literal('{"Version":"2012-10-17"}')),
  policyArns: orNone(Schema.Array(Schema.Literal("arn:aws:iam::aws:policy/ReadOnlyAccess"))),
  durationSeconds: orNone(Schema.Literals([900, "max"])),
  roleSessionName: orNone(Schema.Literal("me"))
})
const few = Schema.Union([Schema.Struct({}), Schema.Struct({}), Options])

const PrincipalOf = Schema.Struct({
  kind: Schema.Literals(["user", "assumed-role", "assumed-role", "federated-user", "root"]),
  accountId: Id,
  partition: Partition,
  role: Schema.Union([Schema.Literals(roleNames), Schema.Literals(["x", "deploy"])]),
  session: Schema.Literals(sessionNames)
})

const Given = Schema.Struct({
  group: Schema.Literals(["local", "cloud9", "ci", "app", "glue_container", "unknown"]),
  ask: Schema.Union([
    Schema.Literals(["devops", "app", ...envs, 'env("devops")', 'env("app")', "session", "toString"]),
    Schema.String
  ]),
  call: few,
  devops: EntryOf(["ops"]),
  workloads: Schema.Array(Schema.Tuple([Schema.Literals(envs), EntryOf(["sbx_deployment_role", "deploy"]), few])),
  devopsOptions: few,
  defaultAppEnv: orNone(Schema.Union([Schema.Literals([...envs, "devops"]), Schema.String])),
  guardApp: Schema.Boolean,
  USER_ENV_NAME: orNone(Schema.Union([Schema.Literals(["", "devops", ...envs, "toString"]), Schema.String])),
  ENV_NAME: orNone(Schema.Literals(["", "devops", ...envs])),
  region: orNone(Schema.Literals(["us-east-1", "cn-north-1", "us-gov-west-1"])),
  marker: orNone(
    Schema.Struct({
      target: Schema.Union([Schema.Literals(["devops", "app", "session", ...envs]), Schema.String]),
      env: orNone(Schema.Literals([...envs, "devops", "qa"])),
      principal: PrincipalOf
    })
  ),
  handover: Schema.Boolean,
  failed: Schema.Array(Schema.Literals(["devops", ...envs])),
  ambient: Schema.Union([Schema.Literals(["Unknown", "Absent", "Unusable"]), PrincipalOf, PrincipalOf])
})
type Given = typeof Given.Type

type Defined<A> = A extends object ? { readonly [K in keyof A]?: Exclude<A[K], undefined> } : never

const defined = <A extends object>(fields: A): Defined<A> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<A>

const principalOf = ({ kind, accountId, partition, role, session: name }: typeof PrincipalOf.Type): Principal => {
  switch (kind) {
    case "user":
      return user(accountId, role, partition)
    case "assumed-role":
      return session(accountId, role, name, partition)
    case "federated-user":
      return federated(accountId)
    case "root":
      return root(accountId)
  }
}

const ambientOf = (given: Given["ambient"]): Ambient => {
  switch (given) {
    case "Unknown":
      return { _tag: "Unknown" }
    case "Absent":
      return { _tag: "Absent", tried: [] }
    case "Unusable":
      return { _tag: "Unusable", source: "the instance", detail: "It does not answer. Restart it." }
    default:
      return { _tag: "Known", principal: principalOf(given) }
  }
}

const entryFrom = ({ missing, ...fields }: Given["devops"]) => ({
  ...defined(fields),
  ...(missing ? { missing: [{ field: "accountId", detail: "it is not set" }] } : {})
})

const askFrom = (text: string): Ask =>
  text.startsWith("env(") ? { purpose: "env", env: text.slice(5, -2) } : askOf(text)

const markerOf = (given: Given["marker"]): ExecMarker | undefined => {
  if (given === undefined) return undefined
  const { accountId, kind, name } = principalOf(given.principal)
  return { target: given.target, env: given.env, accountId, kind, name }
}

const factsOf = (given: Given, allRoles = false): Facts => {
  const options = new Map<string, RoleOptions>([["devops", defined(given.devopsOptions)]])
  for (const [env, , own] of given.workloads) options.set(env, defined(own))
  const roles = new Map<string, EnvRole>()
  for (const [env, { roleSessionName = `${env}_role_session`, ...own }] of options) {
    if (allRoles || !given.failed.some((name) => name === env)) {
      roles.set(env, { roleName: `${env}_deployment_role`, roleSessionName, options: own })
    }
  }
  return {
    runtime: { name: given.group, group: given.group, evidence: "of the test" },
    ask: askFrom(given.ask),
    call: defined(given.call),
    entries: {
      devops: entryFrom(given.devops),
      workloads: Object.fromEntries(given.workloads.map(([env, entry]) => [env, entryFrom(entry)])),
      guardApp: given.guardApp,
      ...(given.defaultAppEnv === undefined ? {} : { defaultAppEnv: given.defaultAppEnv })
    },
    roles,
    currentEnv: defined({ USER_ENV_NAME: given.USER_ENV_NAME, ENV_NAME: given.ENV_NAME }),
    region: given.region,
    marker: markerOf(given.marker),
    handover: given.handover,
    ambient: ambientOf(given.ambient)
  }
}

const frozen = <A>(value: A): A => {
  if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) frozen(part)
    Object.freeze(value)
  }
  return value
}

const decisionsOf = (found: Plan): ReadonlyArray<Performable | Refuse> =>
  found._tag === "NeedsAmbientIdentity" ? found.branches.map((branch) => branch.plan) : [found]

/** What a plan does, without what tells why and how surely. */
const essence = (found: Performable | Refuse): string => {
  if (found._tag === "Refuse") return `Refuse ${found.reason._tag}`
  const { why: _why, notes: _notes, ...rest } = found
  return JSON.stringify({ ...rest, weak: undefined, ...("from" in found ? { from: essence(found.from) } : {}) })
}

/** An identity of every kind that the generated configurations could tell apart. */
const everyAmbient: ReadonlyArray<Ambient> = [
  ambientOf("Absent"),
  ...ids
    .flatMap((id) => [
      ...(["aws", "aws-cn", "aws-us-gov"] as const).flatMap((partition) => [
        user(id, "ci", partition),
        ...[...roleNames, "deploy", "x"].flatMap((role) =>
          [...sessionNames, "me"].map((name) => session(id, role, name, partition))
        )
      ]),
      root(id),
      federated(id)
    ])
    .map((principal): Ambient => ({ _tag: "Known", principal })),
  { _tag: "Known", principal: session("777777777777", "nobody") }
]

const runs = { arbitrary: { runs: 2000 } }
const fewRuns = { arbitrary: { runs: 300 } }

describe("plan", () => {
  it.prop(
    "is total and pure: it answers any facts, always alike, and changes nothing of them",
    [Given],
    ([given]) => {
      const facts = frozen(factsOf(given))
      const found = plan(facts)
      assert.include(
        ["UseProfile", "UseAmbient", "UseHandover", "AssumeRole", "Refuse", "NeedsAmbientIdentity"],
        found._tag
      )
      assert.deepStrictEqual(plan(factsOf(given)), found)
      assert.deepStrictEqual(facts, frozen(factsOf(given)))
      for (const each of decisionsOf(found)) {
        const text = each._tag === "Refuse" ? each.reason.message : [each.why, ...each.notes].join(" ")
        assert.isNotEmpty(text)
        assert.notMatch(text, /undefined|\[object|\b\d{12}\b/)
      }
    },
    runs
  )

  it.prop(
    "needs the ambient identity only where it is not known",
    [Given],
    ([given]) => {
      const facts = factsOf(given)
      if (facts.ambient._tag !== "Unknown") assert.notStrictEqual(plan(facts)._tag, "NeedsAmbientIdentity")
      else
        for (const ambient of everyAmbient)
          assert.notStrictEqual(plan({ ...facts, ambient })._tag, "NeedsAmbientIdentity")
    },
    fewRuns
  )

  it.prop(
    "has, where the identity is not known, exactly the branches that an identity leads to",
    [Given],
    ([given]) => {
      const facts = factsOf(given, true)
      const foreseen = decisionsOf(plan({ ...facts, ambient: { _tag: "Unknown" } }))
      const claimed: ReadonlyArray<Ambient> =
        given.marker === undefined ? [] : [{ _tag: "Known", principal: principalOf(given.marker.principal) }]
      const reached = [...everyAmbient, ...claimed].flatMap((ambient) => decisionsOf(plan({ ...facts, ambient })))
      const essences = new Set(reached.map(essence))
      assert.deepStrictEqual(
        foreseen.map(essence).filter((each) => !essences.has(each)),
        []
      )
      // The identity's partition is known with the identity only.
      const lines = new Set([...foreseen.map(summary), "Refuse PartitionMismatch"])
      assert.deepStrictEqual(
        reached.map(summary).filter((line) => !lines.has(line)),
        []
      )
    },
    fewRuns
  )

  it.prop(
    "uses no profile, assumes no role and takes no hand-over in an application",
    [Given],
    ([given]) => {
      for (const group of ["app", "glue_container", "unknown"] as const) {
        const facts = factsOf({ ...given, group })
        for (const each of decisionsOf(plan(facts))) assert.include(["UseAmbient", "Refuse"], each._tag)
        if (group === "app" && facts.ask.purpose !== "app") assert.strictEqual(plan(facts)._tag, "Refuse")
      }
    },
    runs
  )

  it.prop(
    "loses no limit: a role is assumed with it, or the ask is refused",
    [Given],
    ([given]) => {
      const facts = factsOf(given)
      for (const each of decisionsOf(plan(facts))) {
        if (each._tag === "Refuse") continue
        const policy = each.env === undefined ? {} : (facts.roles.get(each.env)?.options ?? {})
        for (const name of limitingOptions) {
          const asked = facts.call[name] ?? policy[name]
          if (each._tag === "AssumeRole") assert.deepStrictEqual(each.options[name], asked)
          else assert.isUndefined(asked)
        }
      }
    },
    runs
  )

  it.prop(
    "expects the configured account wherever one is configured",
    [Given],
    ([given]) => {
      const facts = factsOf(given)
      const unguarded = given.group === "app" && !given.guardApp
      for (const each of decisionsOf(plan(facts))) {
        if (each._tag === "Refuse") continue
        for (const part of [each, sourceOf(each)]) {
          const configured = part.env === undefined ? undefined : entryOf(facts.entries, part.env)?.accountId
          if (unguarded) assert.isUndefined(part.guard)
          else if (configured !== undefined) assert.strictEqual(part.guard?.accountId, configured)
          if (part.guard !== undefined) {
            assert.strictEqual(part.guard.limitSeconds, given.group === "app" ? 2 : undefined)
          }
          if (part._tag === "AssumeRole") assert.strictEqual(part.guard?.accountId, part.role.accountId)
        }
      }
    },
    runs
  )

  it.prop(
    "gives a session of the env asked for, and of no other",
    [Given],
    ([given]) => {
      const facts = factsOf(given)
      const { ask } = facts
      for (const each of decisionsOf(plan(facts))) {
        if (each._tag === "Refuse") continue
        if (ask.purpose === "devops") assert.strictEqual(each.env, "devops")
        if (ask.purpose === "env") assert.strictEqual(each.env, ask.env)
        if (each.env !== undefined) assert.isDefined(entryOf(facts.entries, each.env))
        if (each._tag === "AssumeRole") assert.strictEqual(each.from.env, "devops")
      }
    },
    runs
  )

  it.prop(
    "never changes with a marker of another target, a hand-over or an ambient identity on a laptop's env",
    [Given],
    ([given]) => {
      const facts = factsOf({ ...given, group: "local", marker: undefined })
      if (facts.ask.purpose === "devops" || (facts.ask.purpose === "env" && facts.ask.env === "devops")) return
      const alone = plan({ ...facts, handover: false, ambient: { _tag: "Unknown" } })
      assert.deepStrictEqual(plan(facts), alone)
      assert.deepStrictEqual(
        plan({ ...facts, marker: markerOf(given.marker && { ...given.marker, target: "devops" }) }),
        alone
      )
    },
    runs
  )
})
