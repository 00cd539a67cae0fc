import { byGroup, ofOne } from "./matrixLines.ts"
import type { Explanation, Outcome } from "./schema.ts"

/** A text inside quotes, with what means something there as entities. Source: Mermaid, "Flowcharts: special characters". */
const quoted = (text: string): string =>
  `"${text.replace(/["#<>&\n]/g, (character) => (character === "\n" ? " " : `#${character.charCodeAt(0)};`))}"`

const outcomeText = ({ kind, credentials, accountId, why }: Outcome): string =>
  kind === "refused" ? `refused: ${credentials}` : `${credentials} (${accountId ?? "account not checked"}): ${why}`

/** The lines of one plan; its nodes begin with `id`. */
const planLines = ({ target, outcomes }: Explanation, id: string, label: string): ReadonlyArray<string> => {
  const cases = outcomes.filter(({ when }) => when !== null)
  const asked = `  ${id}[${quoted(label === "" ? target : `${target} ${label}`)}]`
  if (cases.length === 0)
    return outcomes.flatMap((outcome) => [asked, `  ${id} --> ${id}_1[${quoted(outcomeText(outcome))}]`])
  return [
    asked,
    `  ${id} --> ${id}_ambient{${quoted("whose are the ambient credentials?")}}`,
    ...cases.map(
      (outcome, index) =>
        `  ${id}_ambient -->|${quoted(outcome.when ?? "")}| ${id}_${index + 1}[${quoted(outcomeText(outcome))}]`
    )
  ]
}

/** A plan as a Mermaid flowchart. */
export const mermaidLines = (explanation: Explanation): ReadonlyArray<string> => [
  "flowchart TD",
  ...planLines(explanation, "plan", `on ${explanation.runtime} (${explanation.runtimeEvidence})`)
]

/** Every target in every group of runtimes, as one Mermaid flowchart. */
export const matrixMermaidLines = (all: ReadonlyArray<Explanation>): ReadonlyArray<string> => [
  "flowchart LR",
  ...[...byGroup(all)].flatMap(([name, group]) => [
    `  subgraph ${name}`,
    ...ofOne(group).flatMap((explanation, index) =>
      planLines(explanation, `${name}_${index + 1}`, "").map((line) => `  ${line}`)
    ),
    "  end"
  ])
]
