import type { Style } from "../../terminal/Screen.ts"
import { type Column, type Row, renderTable, type Section } from "../../terminal/Table.ts"
import type { Explanation, Outcome } from "./schema.ts"

type Key = "target" | "credentials" | "account" | "when"

const columns: readonly [Column<Key>, ...ReadonlyArray<Column<Key>>] = [
  { key: "target", header: "TARGET", ink: "accent" },
  { key: "credentials", header: "CREDENTIALS", whenNarrow: "shorten" },
  { key: "account", header: "ACCOUNT" },
  { key: "when", header: "WHEN", whenNarrow: "below" }
]

/** The last part of a role's ARN is enough where every row names one. */
const short = ({ kind, credentials, role }: Outcome): string =>
  kind === "role" || kind === "token"
    ? `role ${role?.split("/").at(-1)}${kind === "token" ? " by token" : ""}`
    : kind === "refused"
      ? `refused: ${credentials}`
      : credentials

const rowOf = (target: string, outcome: Outcome, first: boolean): Row<Key> => ({
  target: first ? target : "",
  credentials: outcome.kind === "refused" ? { text: short(outcome), ink: "warn" } : short(outcome),
  account: outcome.accountId ?? "",
  when: outcome.when ?? ""
})

/** Runtimes of one group have the same plans, so a group is a section. */
export const byGroup = (all: ReadonlyArray<Explanation>): ReadonlyMap<string, ReadonlyArray<Explanation>> => {
  const groups = new Map<string, Array<Explanation>>()
  for (const explanation of all) {
    const group = groups.get(explanation.runtimeGroup) ?? []
    group.push(explanation)
    groups.set(explanation.runtimeGroup, group)
  }
  return groups
}

/** The explanations of one runtime of a group, for what all of them say. */
export const ofOne = (group: ReadonlyArray<Explanation>): ReadonlyArray<Explanation> =>
  group.filter(({ runtime }) => runtime === group[0]?.runtime)

const sectionOf = (name: string, group: ReadonlyArray<Explanation>): Section<Key> => ({
  title: name,
  about: [...new Set(group.map(({ runtime }) => runtime))].join(", "),
  rows: ofOne(group).flatMap(({ target, outcomes }) =>
    outcomes.map((outcome, index) => rowOf(target, outcome, index === 0))
  )
})

/** Every target in every runtime, as a table. */
export const matrixLines = (all: ReadonlyArray<Explanation>, { columns: width, paint }: Style): ReadonlyArray<string> =>
  renderTable({ columns, sections: [...byGroup(all)].map(([name, group]) => sectionOf(name, group)) }, { width, paint })
