/**
 * How configuration is read: boto3 and the AWS CLI v1 are the judges, and ours must answer as they do.
 *
 * A row that is pending is known to fail; once it agrees, the mark must go.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as tls from "node:tls"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import type { Answer, Case, Facet } from "./judges/Case.ts"
import { type Certificates, makeCertificates } from "./judges/Certificates.ts"
import { cases } from "./judges/cases/mod.ts"
import { type Judge, startJudge, type Who } from "./judges/Judge.ts"
import { askOurs } from "./judges/Ours.ts"
import { answers, withPeer } from "./peers.ts"

/** Milliseconds: a row waits for its turn with the judges. */
const patience = 600_000

/** What the AWS CLI shows of itself. */
const cliFacets: ReadonlyArray<Facet> = ["credentials", "asked", "askedOnce", "sts"]

const askers = (one: Case): ReadonlyArray<Who> => (one.withoutCli === undefined ? ["boto3", "cli"] : ["boto3"])

const pick = (answer: Answer, facets: ReadonlyArray<Facet>) =>
  Object.fromEntries(facets.map((facet) => [facet, answer[facet]]))

/** What must come, facet by facet: what was meant on purpose, what the row's own source says, else boto3's answer. */
const expected = (one: Case, judged: Answer): Answer =>
  Object.fromEntries(one.compare.map((facet) => [facet, one.intended?.[facet] ?? one.must?.[facet] ?? judged[facet]]))

const differences = (one: Case, ours: Answer, must: Answer): ReadonlyArray<string> =>
  one.compare.flatMap((facet) =>
    ours[facet] === must[facet] ? [] : [`${facet}: ours ${ours[facet]} | must ${must[facet]}`]
  )

/** A judge that failed for the sake of the fakes judges nothing. */
const harnessFailed = /doesn't match either|Errno 13|leave loopback|parameter WebIdentityToken/

const whoSays = (answer: Answer): string => answer.error ?? "no error"

/** What ours differs in; nothing where it agrees. */
const compared = async (
  one: Case,
  [boto = {}, cli]: ReadonlyArray<Answer>,
  certificates: Certificates
): Promise<{ readonly found: ReadonlyArray<string>; readonly ours: Answer }> => {
  assert.notMatch(`${boto.error} ${cli?.error}`, harnessFailed, "the fakes were at fault")
  if (cli !== undefined && one.must === undefined && one.intended === undefined) {
    const facets = one.compare.filter((facet) => cliFacets.includes(facet))
    const words = `the judges disagree: ${whoSays(cli)} / ${whoSays(boto)}`
    assert.deepStrictEqual(pick(cli, facets), pick(boto, facets), words)
  }
  for (const facet of one.compare) {
    const other = one.intended?.[facet] ?? one.must?.[facet]
    if (other !== undefined) assert.notStrictEqual(other, boto[facet], `${facet}: boto3 says so too, so strike it out`)
  }
  const ours = await askOurs(one, certificates)
  return { found: differences(one, ours, expected(one, boto)), ours }
}

/** Starts a few of the questions that come next, so that the judges work while ours is asked. */
const askAhead = <A>(asks: ReadonlyArray<() => Promise<A>>) => {
  const started = new Map<number, Promise<A>>()
  return {
    answer: (index: number): Promise<A> | undefined => {
      for (const [next, ask] of asks.slice(index, index + 8).entries()) {
        if (started.has(index + next)) continue
        const answer = ask()
        answer.catch(() => {})
        started.set(index + next, answer)
      }
      return started.get(index)
    },
    settled: () => Promise.allSettled(started.values())
  }
}

const isUnreadable = ({ unreadable }: Case): boolean => unreadable !== undefined

withPeer(
  "boto3 and the AWS CLI v1",
  answers("python3", "-c", "import boto3, awscli.clidriver") && answers("openssl", "version"),
  () =>
    describe("judged by boto3 and the AWS CLI", () => {
      const folder = mkdtempSync(join(tmpdir(), "judges-"))
      // For the askers that are nobody.
      chmodSync(folder, 0o755)
      const certificates = makeCertificates(folder)
      const ownAuthorities = tls.getCACertificates("default")
      const knownAuthorities = [...ownAuthorities, readFileSync(certificates.known, "utf8")]
      const pending: Array<string> = []
      let judge: Judge

      const rows = [...cases.filter((one) => !isUnreadable(one)), ...cases.filter(isUnreadable)]
      const judged = askAhead(rows.map((one) => () => judge.ask(one, askers(one))))
      const asReal = rows.flatMap((one, row) =>
        one.real === true ? askers(one).map((who, index) => ({ row, one, who, index })) : []
      )
      const real = askAhead(
        asReal.map(
          ({ one, who }) =>
            () =>
              judge.askReal(one, who)
        )
      )

      beforeAll(() => {
        judge = startJudge(certificates)
      })
      afterAll(async () => {
        await judge[Symbol.asyncDispose]()
        tls.setDefaultCACertificates(ownAuthorities)
        rmSync(folder, { recursive: true, force: true })
        if (pending.length > 0) console.log(`pending (${pending.length}):\n${pending.join("\n")}`)
      })

      it("has each name once, and enough rows", () => {
        assert.strictEqual(new Set(cases.map(({ name }) => name)).size, cases.length)
        assert.isAtLeast(cases.length, 200)
        assert.isAtLeast(cases.filter(({ real }) => real === true).length, 15)
      })

      for (const [index, one] of rows.entries()) {
        it(
          `${one.of}. ${one.name}`,
          async () => {
            const answered = (await judged.answer(index)) ?? []
            // Ours is nobody for these, in this very process, which must do nothing else meanwhile.
            if (isUnreadable(one)) await judged.settled()
            tls.setDefaultCACertificates(one.authority === "company" ? ownAuthorities : knownAuthorities)
            const { found, ours } = await compared(one, answered, certificates)
            if (one.pending === undefined) {
              assert.deepStrictEqual(found, [], `ours: ${whoSays(ours)}\nboto3: ${whoSays(answered[0] ?? {})}`)
              return
            }
            assert.isNotEmpty(found, `no longer pending (${one.pending}): remove the mark`)
            const why = ours.error === undefined ? "" : ` (${ours.error})`
            pending.push(`${one.pending}. ${one.name}: ${found.join("; ")}${why}`)
          },
          patience
        )
      }

      for (const [order, { row, one, who, index }] of asReal.entries()) {
        it(
          `a real process of ${who}: ${one.name}`,
          async () => {
            const warm = (await judged.answer(row))?.[index] ?? {}
            const facets = one.compare.filter((facet) => who === "boto3" || cliFacets.includes(facet))
            assert.deepStrictEqual(pick((await real.answer(order)) ?? {}, facets), pick(warm, facets))
          },
          patience
        )
      }
    })
)
