/** Which answers differ from the judges', and what explains it. */
import type { Answer, Facet } from "../Case.ts"
import { caseOf, comparedIn, type Draft, show } from "./Draft.ts"
import { type Intended, intended } from "./Intended.ts"
import type { Many } from "./Many.ts"

export interface Difference {
  /** Which of the cases given. */
  readonly order: number
  readonly draft: Draft
  readonly facet: Facet
  readonly ours: string
  readonly boto3: string
  readonly cli: string | undefined
  /** The rows that explain it; none: nothing does. */
  readonly by: ReadonlyArray<string>
}

const cliFacets: ReadonlyArray<Facet> = ["credentials", "asked", "sts"]

const gives = (answer: Answer): boolean => !["none", "error", "not found"].includes(answer.credentials ?? "")

/** What is compared: where there are no credentials, only that, and nothing that a client would ask. */
const facetsOf = (compare: ReadonlyArray<Facet>, ours: Answer, boto: Answer): ReadonlyArray<Facet> =>
  gives(ours) && gives(boto) ? compare : ["credentials"]

/** S3 of us-east-1 has two names; and without a region nobody is asked. */
const value = (answer: Answer, facet: Facet, ours: Answer): string => {
  if ((facet === "sts" || facet === "s3") && ours.region === "none" && answer.region === "none") return "no region"
  return (answer[facet] ?? "").replace("s3.us-east-1.amazonaws.com", "s3.amazonaws.com")
}

const differing = (draft: Draft, ours: Answer, [boto = {}, cli = {}]: ReadonlyArray<Answer>): ReadonlyArray<Facet> =>
  facetsOf(draft.compare ?? [], ours, boto).filter(
    (facet) =>
      value(ours, facet, ours) !== value(boto, facet, ours) ||
      (cliFacets.includes(facet) && ours.region !== "none" && value(ours, facet, ours) !== value(cli, facet, ours))
  )

const meaning = (draft: Draft, rows: ReadonlyArray<Intended>): Draft =>
  rows.reduce((meant, row) => row.meant(meant), draft)

const asMany = (many: Many, drafts: ReadonlyArray<Draft>) =>
  many.ask(drafts.map((draft, index) => caseOf(draft, `${index}`)))

/** Every way to leave some of these out, the shortest first: few rows explain what is explained. */
const choices = (rows: ReadonlyArray<Intended>): ReadonlyArray<ReadonlyArray<Intended>> =>
  Array.from({ length: 2 ** rows.length - 1 }, (_, bits) => rows.filter((_, at) => ((bits + 1) >> at) & 1)).sort(
    (a, b) => a.length - b.length
  )

interface Found {
  readonly draft: Draft
  readonly index: number
  readonly facets: ReadonlyArray<Facet>
  readonly rows: ReadonlyArray<Intended>
}

/** The rows that explain each: all together if they do, else the fewest. */
const explain = async (many: Many, found: ReadonlyArray<Found>, ours: ReadonlyArray<Answer>) => {
  const explained = new Map<string, ReadonlyArray<string>>()
  const attempt = async (waysOf: (one: Found) => ReadonlyArray<ReadonlyArray<Intended>>) => {
    const ways = found.flatMap((one, at) =>
      one.facets.every((facet) => explained.has(`${at} ${facet}`))
        ? []
        : waysOf(one).map((way) => ({ ...one, at, way }))
    )
    const answers = await asMany(
      many,
      ways.map(({ draft, way }) => meaning(draft, way))
    )
    for (const [order, { draft, index, facets, at, way }] of ways.entries()) {
      for (const facet of facets) {
        const differs = differing({ ...draft, compare: [facet] }, ours[index] ?? {}, answers[order] ?? [])
        const names = way.map(({ name }) => name)
        if (!explained.has(`${at} ${facet}`) && differs.length === 0) explained.set(`${at} ${facet}`, names)
      }
    }
  }
  await attempt(({ rows }) => (rows.length === 0 ? [] : [rows]))
  await attempt(({ rows }) => choices(rows))
  return explained
}

export const differences = async (
  many: Many,
  given: ReadonlyArray<Draft>,
  askOurs: (draft: Draft) => Promise<Answer>
): Promise<ReadonlyArray<Difference>> => {
  const drafts = given.map((draft): Draft => ({ ...draft, compare: draft.compare ?? comparedIn(draft) }))
  const asked = asMany(many, drafts)
  asked.catch(() => {})
  const ours: Array<Answer> = []
  for (const draft of drafts) ours.push(await askOurs(draft))
  const said = await asked
  const found = drafts.flatMap((draft, index) => {
    const facets = differing(draft, ours[index] ?? {}, said[index] ?? [])
    const rows = intended.filter(
      (row) => show(row.meant(draft)) !== show(draft) && facets.some((facet) => row.facets.includes(facet))
    )
    return facets.length === 0 ? [] : [{ draft, index, facets, rows }]
  })
  const explained = await explain(many, found, ours)
  return found.flatMap(({ draft, index, facets }, at) =>
    facets.map((facet): Difference => {
      const [boto, cli] = said[index] ?? []
      const words = (answer: Answer | undefined) =>
        `${answer?.[facet]}${answer?.error === undefined ? "" : ` (${answer.error})`}`
      return {
        order: index,
        draft,
        facet,
        ours: words(ours[index]),
        boto3: words(boto),
        cli: cliFacets.includes(facet) ? words(cli) : undefined,
        by: explained.get(`${at} ${facet}`) ?? []
      }
    })
  )
}
