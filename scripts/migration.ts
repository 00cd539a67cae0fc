/**
 * Writes the places of docs/migration.md: what the Python original does in each place, beside what `plan` decides there.
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

/** Places in which every cell is the same, under one heading, with the reasons by number below all: no table is this wide. */
const groups = (): string => {
  const whys: Array<string> = []
  const number = (why: string): string => {
    if (!whys.includes(why)) whys.push(why)
    return String(whys.indexOf(why) + 1)
  }
  const titles = new Map<string, Array<string>>()
  for (const { title } of places) {
    const row = cells.filter(({ place }) => place === title)
    const lines = row.map(
      ({ column, isSame, original, ours }) => `- ${column}: ${isSame ? ours : `${original} → **${ours}**`}`
    )
    const reasons = new Set(row.flatMap(({ isSame, why }) => (isSame || why === undefined ? [] : [why])))
    const because = reasons.size === 0 ? [] : ["", `Why: ${[...reasons].map(number).join(", ")}.`]
    const text = [...lines, ...because].join("\n")
    titles.set(text, [...(titles.get(text) ?? []), title])
  }
  const shown = Array.from(titles, ([text, several]) => `**${several.join(", ")}**\n\n${text}`).join("\n\n")
  return `${shown}\n\nWhy they differ:\n\n${whys.map((why, index) => `${index + 1}. ${why}`).join("\n")}`
}

export const migrationFile: URL = new URL("../docs/migration.md", import.meta.url)

/** The page with the cells that the code makes. */
export const migrationText = (page: string): string => {
  const [begin, end] = ["<!-- places: node scripts/migration.ts -->", "<!-- end of places -->"]
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/migration.md has no ${begin} … ${end}`)
  return `${page.slice(0, from + begin.length)}\n\n${groups()}\n\n${page.slice(to)}`
}

if (import.meta.main) NodeFS.writeFileSync(migrationFile, migrationText(NodeFS.readFileSync(migrationFile, "utf8")))
