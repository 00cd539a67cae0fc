/**
 * How configuration is read: boto3 and the AWS CLI v1 are the judges, and ours must answer as they do.
 *
 * A row's title says who could not judge it, and why. The AWS CLI v2 judges none: it is no package of PyPI that could be
 * loaded, and what Debian has knows no configured endpoints.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as tls from "node:tls"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { judged } from "./judged.ts"
import type { Answer, Case, Facet } from "./judges/Case.ts"
import { type Certificates, makeCertificates } from "./judges/Certificates.ts"
import { cases } from "./judges/cases/mod.ts"
import { type Judge, startJudge, type Who } from "./judges/Judge.ts"
import { askOurs } from "./judges/Ours.ts"
import { askSdk } from "./judges/Sdk.ts"
import { answers, withPeer } from "./peers.ts"

/** Milliseconds: a row waits for its turn with the judges. */
const patience = 600_000

/** What the AWS CLI shows of itself. */
const cliFacets: ReadonlyArray<Facet> = ["credentials", "asked", "askedOnce", "sts"]

const askers = (one: Case): ReadonlyArray<Who> => (one.withoutCli === undefined ? ["boto3", "cli"] : ["boto3"])

const names: { readonly [Name in Who]: string } = { boto3: "boto3", cli: "AWS CLI v1" }

const pick = (answer: Answer, facets: ReadonlyArray<Facet>) =>
  Object.fromEntries(facets.map((facet) => [facet, answer[facet]]))

/** What comes before boto3's answer: what was meant on purpose, what the row's own source says, the SDK's answer. */
const before = async (one: Case, certificates: Certificates): Promise<Answer> => ({
  ...(one.sdk === undefined ? {} : await askSdk(one, certificates)),
  ...one.must,
  ...one.intended
})

const differences = (one: Case, ours: Answer, must: Answer): ReadonlyArray<string> =>
  one.compare.flatMap((facet) =>
    ours[facet] === must[facet] ? [] : [`${facet}: ours ${ours[facet]} | must ${must[facet]}`]
  )

/** A judge that failed for the sake of the fakes judges nothing. */
const harnessFailed = /doesn't match either|Errno 13|leave loopback|parameter WebIdentityToken/

const whoSays = (answer: Answer): string => answer.error ?? "no error"

const compare = async (
  one: Case,
  [boto = {}, cli]: ReadonlyArray<Answer>,
  certificates: Certificates
): Promise<void> => {
  assert.notMatch(`${boto.error} ${cli?.error}`, harnessFailed, "the fakes were at fault")
  const others = await before(one, certificates)
  const stated = one.compare.filter((facet) => others[facet] !== undefined)
  if (cli !== undefined && stated.length === 0) {
    const facets = one.compare.filter((facet) => cliFacets.includes(facet))
    const words = `the judges disagree: ${whoSays(cli)} / ${whoSays(boto)}`
    assert.deepStrictEqual(pick(cli, facets), pick(boto, facets), words)
  }
  for (const facet of stated) {
    assert.notStrictEqual(others[facet], boto[facet], `${facet}: boto3 says so too, so strike it out`)
  }
  const ours = await askOurs(one, certificates)
  const found = differences(one, ours, { ...boto, ...others })
  assert.deepStrictEqual(found, [], `ours: ${whoSays(ours)}\nboto3: ${whoSays(boto)}`)
}

const titleOf = ({ of, name, intended, must, sdk, withoutCli, withoutCliV2 }: Case): string =>
  [
    `${of}. ${name}`,
    ...(intended === undefined ? [] : [`on purpose not as boto3: ${intended.because}`]),
    ...(must === undefined ? [] : [`not judged by boto3: ${must.says}`]),
    ...(sdk === undefined ? [] : [`judged by the SDK for JavaScript: ${sdk}`]),
    ...(withoutCli === undefined ? [] : [`not judged by the AWS CLI: ${withoutCli}`]),
    ...(withoutCliV2 === undefined ? [] : [`not judged by the AWS CLI v2: ${withoutCliV2}`])
  ].join("; ")

/** Questions of which one child of a judge answers six at a time. */
const ahead = 12

/** Starts the questions that come next, some at a time, so that the judges work while ours is asked. */
const askAhead = <A>(asks: ReadonlyArray<() => Promise<A>>) => {
  const started = new Map<number, Promise<A>>()
  return {
    answer: (index: number): Promise<A> | undefined => {
      const from = index - (index % ahead)
      for (const [next, ask] of asks.slice(from, from + 2 * ahead).entries()) {
        if (started.has(from + next)) continue
        const answer = ask()
        answer.catch(() => {})
        started.set(from + next, answer)
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
      let judge: Judge

      const rows = [...cases.filter((one) => !isUnreadable(one)), ...cases.filter(isUnreadable)]
      const asked = askAhead(rows.map((one) => () => judge.ask(one, askers(one))))
      const asReal = rows.flatMap((one, row) => (one.real === undefined ? [] : [{ row, one, who: one.real }]))
      const real = askAhead(
        asReal.map(
          ({ one, who }) =>
            () =>
              judge.askReal(one, who)
        )
      )

      beforeAll(() => {
        judge = startJudge(certificates)
        // The machine trusts this one alone: to read all of its own, for each connection, is what would take the time.
        tls.setDefaultCACertificates([readFileSync(certificates.known, "utf8")])
      })
      afterAll(async () => {
        await judge[Symbol.asyncDispose]()
        tls.setDefaultCACertificates(ownAuthorities)
        rmSync(folder, { recursive: true, force: true })
      })

      it("has each name once, and enough rows", () => {
        assert.strictEqual(new Set(cases.map(({ name }) => name)).size, cases.length)
        const ofTheseKinds = cases.filter(({ of }) => [8, 9, 16, 17, 18, 20, 22, 25, 27].includes(of))
        assert.isAtLeast(ofTheseKinds.length, 200)
        assert.isAtLeast(asReal.length, 30)
      })

      for (const [index, one] of rows.entries()) {
        it(
          titleOf(one),
          async () => {
            const answered = (await asked.answer(index)) ?? []
            // Ours is nobody for these, in this very process, which must do nothing else meanwhile.
            if (isUnreadable(one)) await asked.settled()
            await compare(one, answered, certificates)
            for (const who of askers(one)) judged(names[who])
          },
          patience
        )
      }

      for (const [order, { row, one, who }] of asReal.entries()) {
        it(
          `a real process of ${who}: ${one.name}`,
          async () => {
            const warm = (await asked.answer(row))?.[askers(one).indexOf(who)] ?? {}
            const facets = one.compare.filter((facet) => who === "boto3" || cliFacets.includes(facet))
            assert.deepStrictEqual(pick((await real.answer(order)) ?? {}, facets), pick(warm, facets))
          },
          patience
        )
      }
    })
)
