import { factLines } from "../../terminal/FactLines.ts"
import { keptWords } from "../../terminal/KeptWords.ts"
import type { Style } from "../../terminal/Screen.ts"
import { wrap } from "../../terminal/TextLayout.ts"
import type { Explanation, Outcome } from "./schema.ts"

const durationOf = ({ kind, duration }: Outcome): string | undefined => {
  if (kind !== "role" && kind !== "token") return undefined
  if (duration === null) return "one hour (AWS's default)"
  if (duration !== "max") return `${duration} s`
  return kind === "role" ? "as long as the role allows; one hour where a role assumes it" : "as long as the role allows"
}

const outcomeLines = (outcome: Outcome, style: Style): ReadonlyArray<string> => [
  "",
  ...(outcome.when === null
    ? []
    : wrap(`If ${outcome.when}:`, style.columns).map((line) => style.paint("accent", line))),
  ...factLines(
    [
      [outcome.kind === "refused" ? "refused" : "credentials", outcome.credentials],
      ["why", outcome.why],
      ["account", outcome.kind === "refused" ? undefined : (outcome.accountId ?? "not checked")],
      ["session name", outcome.roleSessionName ?? undefined],
      ["lasts", durationOf(outcome)],
      ["options", outcome.options.join(", ")],
      ["not applied", outcome.notApplied.join(", ")],
      ...outcome.notes.map((note) => ["note", note] as const)
    ],
    style
  )
]

/** A plan for a person: its cases below each other. */
export const explanationLines = (explanation: Explanation, now: number, style: Style): ReadonlyArray<string> => [
  ...wrap(`${explanation.target} on ${explanation.runtime} (${explanation.runtimeEvidence})`, style.columns).map(
    (line) => style.paint("heading", line)
  ),
  ...factLines(
    explanation.config.map((source, index) => [index === 0 ? "config" : "then", source] as const),
    style
  ),
  ...explanation.outcomes.flatMap((outcome) => outcomeLines(outcome, style)),
  ...(explanation.keptSince === null
    ? []
    : ["", ...factLines([["kept", keptWords(now - Date.parse(explanation.keptSince))]], style)])
]
