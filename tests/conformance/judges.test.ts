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
      const judged = new Map<string, Promise<ReadonlyArray<Answer>>>()
      const realOnes = new Map<string, Promise<Answer>>()
      const pending: Array<string> = []
      let judge: Judge

      // All questions are put at once, in the order of the tests, so that the judges work while ours is asked.
      const rows = [...cases.filter((one) => !isUnreadable(one)), ...cases.filter(isUnreadable)]
      beforeAll(() => {
        judge = startJudge(certificates)
        const noted = <A>(answer: Promise<A>): Promise<A> => {
          answer.catch(() => {})
          return answer
        }
        for (const one of rows) judged.set(one.name, noted(judge.ask(one, askers(one))))
        for (const one of rows.filter(({ real }) => real === true)) {
          for (const who of askers(one)) realOnes.set(`${who} ${one.name}`, noted(judge.askReal(one, who)))
        }
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

      for (const one of rows) {
        it(
          `${one.of}. ${one.name}`,
          async () => {
            // Ours is nobody for these, in this very process, which must do nothing else meanwhile.
            if (isUnreadable(one)) await Promise.allSettled([...judged.values(), ...realOnes.values()])
            tls.setDefaultCACertificates(one.authority === "company" ? ownAuthorities : knownAuthorities)
            const answered = (await judged.get(one.name)) ?? []
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

      for (const one of rows.filter(({ real }) => real === true)) {
        for (const [index, who] of askers(one).entries()) {
          it(
            `a real process of ${who}: ${one.name}`,
            async () => {
              const warm = (await judged.get(one.name))?.[index] ?? {}
              const facets = one.compare.filter((facet) => who === "boto3" || cliFacets.includes(facet))
              const real = (await realOnes.get(`${who} ${one.name}`)) ?? {}
              assert.deepStrictEqual(pick(real, facets), pick(warm, facets))
            },
            patience
          )
        }
      }
    })
)
