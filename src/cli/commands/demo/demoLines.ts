import type { Style } from "../../terminal/Screen.ts"
import { type Column, type Row, renderTable, type Section } from "../../terminal/Table.ts"
import { hang, pad, wrap } from "../../terminal/TextLayout.ts"
import type { DemoPlace } from "./demoPlaces.ts"
import { type Answer, type Given, isGiven } from "./program.ts"

/** What the program was given in a place. */
export interface Visit {
  readonly place: DemoPlace
  readonly answers: ReadonlyArray<Answer>
  /** In a job: the tokens that it was given, and the sessions that AWS gave for them. */
  readonly job?: { readonly tokens: number; readonly exchanges: number }
}

type Key = "purpose" | "how" | "accountId" | "accountAlias" | "principal" | "requests"

const columns: readonly [Column<Key>, ...ReadonlyArray<Column<Key>>] = [
  { key: "purpose", header: "SESSION", ink: "accent" },
  { key: "how", header: "CREDENTIALS", whenNarrow: "below" },
  { key: "accountId", header: "ACCOUNT" },
  { key: "accountAlias", header: "ALIAS", whenNarrow: "omit" },
  { key: "principal", header: "ROLE", whenNarrow: "shorten" },
  { key: "requests", header: "STS CALLS" }
]

const requestsText = ({ session, identity }: Given["requests"]): string =>
  identity === 0 ? String(session) : `${session} (+${identity})`

const rowOf = (answer: Answer): Row<Key> =>
  isGiven(answer)
    ? { ...answer, accountAlias: answer.accountAlias ?? "", requests: requestsText(answer.requests) }
    : { purpose: answer.purpose, how: { text: `refused: ${answer.error.reason._tag}`, ink: "warn" } }

const sectionOf = ({ place, answers }: Visit): Section<Key> => ({
  title: place.name,
  about: place.about,
  rows: answers.map(rowOf)
})

/** Of the labels below the table. */
const labelWidth = 9

/** What the table alone leaves open. */
const notes = (visits: ReadonlyArray<Visit>): ReadonlyArray<readonly [label: string, text: string]> => {
  const answers = visits.flatMap((visit) => visit.answers)
  const given = answers.filter(isGiven)
  const refused = answers.find((answer) => !isGiven(answer))
  const job = visits.find((visit) => visit.job !== undefined)?.job
  const found: ReadonlyArray<readonly [string, string] | undefined> = [
    given.some(({ requests }) => requests.session === 0)
      ? ["0", "Nothing to ask: shared with a session above, or given by the place."]
      : undefined,
    given.some(({ requests }) => requests.identity > 0)
      ? ["(+1)", "Asked for this table only, to show whose the session is."]
      : undefined,
    job === undefined
      ? undefined
      : [
          "token",
          `The job brings no keys. Tokens asked of its vendor: ${job.tokens}, sessions had by it: ${job.exchanges}.`
        ],
    refused === undefined || isGiven(refused) ? undefined : ["refused", refused.error.message]
  ]
  return found.filter((note) => note !== undefined)
}

/** The whole demo for a person. */
export const demoLines = (visits: ReadonlyArray<Visit>, { columns: width, paint }: Style): ReadonlyArray<string> => [
  paint("heading", "One program, four places, four accounts"),
  ...wrap("The same four asks under four layers, on a local AWS started for this demo.", width),
  "",
  ...renderTable({ columns, sections: visits.map(sectionOf) }, { width, paint }),
  "",
  ...notes(visits).flatMap(([label, text]) =>
    hang(pad(label, labelWidth), text, width).map((line) => paint("dim", line))
  ),
  "",
  ...hang(
    pad("Next:", labelWidth),
    "Name your own accounts as README.md shows, and provide Aws.layer: it finds out where it runs.",
    width
  )
]
