import { assert, describe, it } from "@effect/vitest"
import type { Principal } from "../../../src/domain/aws/Arn.ts"
import type { ExecMarker } from "../../../src/domain/child/ExecMarker.ts"
import { givenOptions, type RoleOptions } from "../../../src/domain/config/RoleOptions.ts"
import { askOf } from "../../../src/domain/Purpose.ts"
import type { CurrentEnvVariables } from "../../../src/domain/plan/CurrentEnv.ts"
import { plan } from "../../../src/domain/plan/Decide.ts"
import type { Ambient, Facts } from "../../../src/domain/plan/Plan.ts"
import { accounts, base, federated, rolesOf, root, session, summaries, summary, user } from "./fixture.ts"
import { type Cell, type Dimension, dimensions, type Row, rows } from "./PlanCases.ts"

const ambients: { readonly [Name in Cell["ambient"]]: Ambient } = {
  unknown: { _tag: "Unknown" },
  absent: { _tag: "Absent", tried: ["environment keys"] },
  unusable: { _tag: "Unusable", source: "the instance", detail: "It does not answer. Restart it." },
  "user of devops": { _tag: "Known", principal: user(accounts.devops) },
  "role of devops": { _tag: "Known", principal: session(accounts.devops, "ci") },
  "federated user of devops": { _tag: "Known", principal: federated(accounts.devops) },
  "root of devops": { _tag: "Known", principal: root(accounts.devops) },
  "the role of prd": { _tag: "Known", principal: session(accounts.prd, "prd_deployment_role") },
  "the role of sbx": { _tag: "Known", principal: session(accounts.sbx, "sbx_deployment_role") },
  "a role of another account, named as that of prd": {
    _tag: "Known",
    principal: session(accounts.stranger, "prd_deployment_role")
  }
}

const nobody = user("888888888888", "nobody")

const markerOf = (cell: Cell): ExecMarker | undefined => {
  if (cell.marker === "none") return undefined
  const ambient = ambients[cell.ambient]
  const named: Principal = cell.marker.endsWith(", matching") && ambient._tag === "Known" ? ambient.principal : nobody
  const { accountId, kind, name } = named
  const [target = "", env] = cell.marker.startsWith("app")
    ? ["app", cell.marker.startsWith("app of prd") ? "prd" : undefined]
    : cell.marker.startsWith("an env of another program")
      ? ["qa", "qa"]
      : [cell.marker.split(",")[0], cell.marker.startsWith("prd") ? "prd" : undefined]
  return { target, env, accountId, kind, name }
}

const currentEnvs: { readonly [Name in Cell["current"]]: CurrentEnvVariables } = {
  unset: {},
  empty: { USER_ENV_NAME: "", ENV_NAME: "" },
  devops: { USER_ENV_NAME: "devops" },
  prd: { USER_ENV_NAME: "prd", ENV_NAME: "devops" },
  "no env's name": { USER_ENV_NAME: "prdd" }
}

const limit: RoleOptions = { policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] }
const other: RoleOptions = { durationSeconds: 900 }
const given: { readonly [Name in Cell["options"]]: readonly [call: RoleOptions, policy: RoleOptions] } = {
  none: [{}, {}],
  "limit, from the call": [limit, {}],
  "limit, from RolePolicy": [{}, limit],
  "other, from the call": [other, {}],
  "other, from RolePolicy": [{}, other]
}

const factsOf = (cell: Cell): Facts => {
  const [call, policy] = given[cell.options]
  return {
    ...base,
    runtime: { name: cell.group, group: cell.group, evidence: "of the test" },
    ask:
      cell.ask === 'env("devops")' ? { purpose: "env", env: "devops" } : askOf(cell.ask.replace(/env\("(.*)"\)/, "$1")),
    call,
    roles: rolesOf(["devops", "sbx", "prd"], { sbx: policy, prd: policy }),
    currentEnv: currentEnvs[cell.current],
    handover: cell.handover === "yes",
    marker: markerOf(cell),
    ambient: ambients[cell.ambient]
  }
}

const names = Object.keys(dimensions) as ReadonlyArray<Dimension>

const cells = names.reduce<ReadonlyArray<Partial<Cell>>>(
  (made, name) => made.flatMap((cell) => dimensions[name].map((word) => ({ ...cell, [name]: word }))),
  [{}]
) as ReadonlyArray<Cell>

const matches = (row: Row, cell: Cell): boolean =>
  names.every((name) => row[name] === undefined || (row[name] as ReadonlyArray<string>).includes(cell[name]))

const rowOf = (cell: Cell): Row | undefined => rows.find((row) => matches(row, cell))

const expected = (cell: Cell): ReadonlyArray<string> => {
  const row = rowOf(cell)
  if (row === undefined) return ["no row"]
  if ("under" in row) return [row.under, ...expected({ ...cell, marker: "none" })]
  return typeof row.plan === "string" ? [row.plan] : row.plan
}

const shown = (cell: Cell): string => Object.values(cell).join(" · ")

/** The account that a marker states, by the word that rows use. */
const withMarker = (line: string, { marker }: Facts): string =>
  marker !== undefined && line.startsWith("UseAmbient -@") && line !== "UseAmbient -@-"
    ? "UseAmbient -@the marker's"
    : line

describe("the table of plans", () => {
  it("has a row for each cell", () => {
    assert.deepStrictEqual(cells.filter((cell) => rowOf(cell) === undefined).map(shown), [])
  })

  it("has a cell for each row", () => {
    const used = new Set(cells.map(rowOf))
    assert.deepStrictEqual(
      rows.filter((row) => !used.has(row)).map(({ name }) => name),
      []
    )
  })

  for (const group of dimensions.group) {
    it(`holds in every cell of ${group}`, () => {
      const wrong: Array<unknown> = []
      for (const cell of cells) {
        if (cell.group !== group) continue
        const facts = factsOf(cell)
        const found = summaries(plan(facts)).map((line) => withMarker(line, facts))
        const wanted = expected(cell)
        if (found.join(" | ") !== wanted.join(" | "))
          wrong.push({ cell: shown(cell), row: rowOf(cell)?.name, wanted, found })
        if (wrong.length > 5) break
      }
      assert.deepStrictEqual(wrong, [])
    })
  }

  it("carries each option into the role, or lists it as not applied", () => {
    for (const cell of cells) {
      if (cell.marker !== "none" || cell.options === "none") continue
      const [call, policy] = given[cell.options]
      const result = plan(factsOf(cell))
      const decided = result._tag === "NeedsAmbientIdentity" ? result.branches.map((branch) => branch.plan) : [result]
      for (const found of decided) {
        if (found._tag === "Refuse") continue
        if (found._tag === "AssumeRole") {
          assert.deepStrictEqual(found.options, { ...policy, ...call }, shown(cell))
          assert.deepStrictEqual(found.notApplied, [], shown(cell))
        } else {
          const lists = found.env === "sbx" || found.env === "prd"
          assert.deepStrictEqual(
            found.notApplied,
            lists ? givenOptions(policy) : [],
            `${shown(cell)}: ${summary(found)}`
          )
          assert.isTrue(givenOptions(call).length === 0, shown(cell))
        }
      }
    }
  })

  it("says so where the marker of exec is not believed, and only there", () => {
    for (const cell of cells) {
      if (cell.options !== "none" || ambients[cell.ambient]._tag === "Unknown") continue
      const facts = factsOf(cell)
      const found = plan(facts)
      const alone = plan({ ...facts, marker: undefined })
      if (found._tag === "NeedsAmbientIdentity" || alone._tag === "NeedsAmbientIdentity") {
        assert.fail(`${shown(cell)} is settled`)
      }
      const more = found.notes.filter((note) => !alone.notes.includes(note))
      const speaks = !("under" in (rowOf({ ...cell, ambient: "unknown" }) ?? {}))
        ? false
        : !cell.marker.endsWith(", matching") || ambients[cell.ambient]._tag !== "Known"
      assert.strictEqual(more.length, speaks ? 1 : 0, shown(cell))
      if (speaks) assert.include(more[0], "is ignored")
    }
  })
})
