/**
 * Writes the table of docs/migration.md: what the Python original does in each place, beside what `plan` decides there.
 *
 * The original's column is data, found by running its code; ours is made by `detect` and `plan` from the same variables.
 */
import * as NodeFS from "node:fs"
import * as Result from "effect/Result"
import { parsePrincipal } from "../src/domain/aws/Arn.ts"
import type { Entries } from "../src/domain/config/Entry.ts"
import type { EnvRole } from "../src/domain/config/Role.ts"
import { askOf } from "../src/domain/Purpose.ts"
import { plan } from "../src/domain/plan/Decide.ts"
import type { Ambient, Plan } from "../src/domain/plan/Plan.ts"
import { detect } from "../src/domain/runtime/RuntimeDetection.ts"
import { type Column, columns, type Place, places } from "./lib/migrationPlaces.ts"

const entries: Entries = {
  devops: { accountId: "111111111111", profile: "acme-devops" },
  workloads: {
    sbx: { accountId: "222222222222", profile: "acme-sbx" },
    prd: { accountId: "333333333333", profile: "acme-prd" }
  },
  defaultAppEnv: "sbx",
  guardApp: false
}

const roles: ReadonlyMap<string, EnvRole> = new Map(
  ["devops", "sbx", "prd"].map((env) => [
    env,
    { roleName: `${env}_deployment_role`, roleSessionName: `${env}_role_session`, options: {} }
  ])
)

const known = (arn: string): Ambient => {
  const principal = parsePrincipal(arn)
  if (principal === undefined) throw new Error(`${arn} is no principal's ARN`)
  return { _tag: "Known", principal }
}

const ambients: { readonly [Name in Column["ambient"]]: Ambient } = {
  devops: known("arn:aws:sts::111111111111:assumed-role/ci/devops_role_session"),
  prd: known("arn:aws:sts::333333333333:assumed-role/prd_deployment_role/prd_role_session")
}

/** A plan in the words of the page. */
const describe = (decided: Plan): string => {
  switch (decided._tag) {
    case "NeedsAmbientIdentity":
      throw new Error("the ambient identity is known on this page")
    case "Refuse":
      return `\`${decided.reason._tag}\``
    case "UseProfile":
      return `profile of ${decided.env}`
    case "UseAmbient":
      return "ambient"
    case "UseHandover":
      return "snapshot"
    case "AssumeRole":
      return `role of ${decided.env}, from ${describe(decided.from)}`
    case "AssumeRoleWithWebIdentity":
      return `role of ${decided.env}, by token`
  }
}

/** What ours does in a place. */
const oursOf = ({ env, argv = [] }: Place, { target, ambient, snapshot, currentEnv }: Column): string => {
  const found = detect({ env: new Map(Object.entries(env)), argv })
  if (Result.isFailure(found)) return "`UnknownRuntime`"
  return describe(
    plan({
      runtime: found.success,
      ask: askOf(target),
      call: {},
      entries,
      roles,
      currentEnv: currentEnv === undefined ? {} : { ENV_NAME: currentEnv },
      region: "us-east-1",
      marker: undefined,
      handover: snapshot,
      ambient: ambients[ambient]
    })
  )
}

export interface Difference {
  readonly place: string
  readonly column: string
  readonly original: string
  readonly ours: string
  readonly why: string | undefined
}

/** Every cell: a place and a column, with both answers. */
export const cells: ReadonlyArray<Difference & { readonly isSame: boolean }> = places.flatMap((place) =>
  columns.map((column, index) => {
    const original = place.original[index] ?? "not told"
    const ours = oursOf(place, column)
    const isSame = original === ours || (original === "`RuntimeError`" && ours === "`NotFromApplication`")
    return { place: place.title, column: column.title, original, ours, isSame, why: place.why }
  })
)

/** As the formatter aligns it. */
const aligned = (rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = rows[0]?.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const line = (texts: ReadonlyArray<string>, fill: string): string =>
    `| ${texts.map((text, column) => text.padEnd(widths[column] ?? 0, fill)).join(" | ")} |`
  const [head = [], ...body] = rows
  const rule = line(
    head.map(() => ""),
    "-"
  )
  return [line(head, " "), rule, ...body.map((row) => line(row, " "))].join("\n")
}

/** The table, with the reasons by number below it: a sentence in a cell makes each row as wide as the sentence is long. */
const table = (): string => {
  const whys: Array<string> = []
  const number = (why: string): string => {
    if (!whys.includes(why)) whys.push(why)
    return String(whys.indexOf(why) + 1)
  }
  const rows = places.map((place) => {
    const row = cells.filter((cell) => cell.place === place.title)
    const shown = row.map(({ isSame, original, ours }) => (isSame ? ours : `${original} → **${ours}**`))
    const reasons = new Set(row.flatMap(({ isSame, why }) => (isSame || why === undefined ? [] : [why])))
    return [place.title, ...shown, [...reasons].map(number).join(", ")]
  })
  const shown = aligned([["place", ...columns.map(({ title }) => title), "why"], ...rows])
  return `${shown}\n\nWhy they differ:\n\n${whys.map((why, index) => `${index + 1}. ${why}`).join("\n")}`
}

export const migrationFile: URL = new URL("../docs/migration.md", import.meta.url)

/** The page with the table that the code makes. */
export const migrationText = (page: string): string => {
  const [begin, end] = ["<!-- places: node scripts/migration.ts -->", "<!-- end of places -->"]
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/migration.md has no ${begin} … ${end}`)
  return `${page.slice(0, from + begin.length)}\n\n${table()}\n\n${page.slice(to)}`
}

if (import.meta.main) NodeFS.writeFileSync(migrationFile, migrationText(NodeFS.readFileSync(migrationFile, "utf8")))
