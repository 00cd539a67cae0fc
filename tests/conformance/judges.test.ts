/**
 * How configuration is read: boto3 and the AWS CLI v1 are the judges, and ours must answer as they do.
 *
 * A row that is pending is known to fail; once it agrees, the mark must go.
 */
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as tls from "node:tls"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import type { Answer, Case, Facet } from "./judges/Case.ts"
import { type Certificates, makeCertificates } from "./judges/Certificates.ts"
import { cases } from "./judges/cases/mod.ts"
import { askReal, type Judge, startJudge, type Who } from "./judges/Judge.ts"
import { askOurs } from "./judges/Ours.ts"
import { answers, withPeer } from "./peers.ts"

const DUMP = process.env.DUMP
const ONLY = process.env.ONLY
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

withPeer(
  "boto3 and the AWS CLI v1",
  answers("python3", "-c", "import boto3, awscli.clidriver") && answers("openssl", "version"),
  () =>
    describe("judged by boto3 and the AWS CLI", () => {
      const folder = mkdtempSync(join(tmpdir(), "judges-"))
      // For the askers that are nobody.
      chmodSync(folder, 0o755)
      let certificates: Certificates
      let judge: Judge
      const judged = new Map<string, Promise<ReadonlyArray<Answer>>>()
      const pending: Array<string> = []
      const own = tls.getCACertificates("default")

      beforeAll(() => {
        certificates = makeCertificates(folder)
        judge = startJudge(certificates)
        for (const one of cases.filter(({ of }) => ONLY === undefined || ONLY.split(",").includes(`${of}`))) {
          const all = judge.ask(one, askers(one))
          all.catch(() => {})
          judged.set(one.name, all)
        }
      })
      afterAll(async () => {
        await judge[Symbol.asyncDispose]()
        rmSync(folder, { recursive: true, force: true })
        if (pending.length > 0) console.log(`pending (${pending.length}):\n${pending.join("\n")}`)
      })

      it("has each name once, and enough rows", () => {
        assert.strictEqual(new Set(cases.map(({ name }) => name)).size, cases.length)
        assert.isAtLeast(cases.length, 200)
        assert.isAtLeast(cases.filter(({ real }) => real === true).length, 15)
      })

      for (const one of cases.filter(({ of }) => ONLY === undefined || ONLY.split(",").includes(`${of}`))) {
        it(`${one.of}. ${one.name}`, async () => {
          const [boto = {}, cli] = (await judged.get(one.name)) ?? []
          assert.notMatch(
            `${boto.error} ${cli?.error}`,
            /hostname|Errno 13|leave loopback|valid min length/,
            "no fault of ours"
          )
          if (cli !== undefined && one.must === undefined && one.intended === undefined) {
            const facets = one.compare.filter((facet) => cliFacets.includes(facet))
            assert.deepStrictEqual(
              pick(cli, facets),
              pick(boto, facets),
              `the judges disagree: ${cli.error} / ${boto.error}`
            )
          }
          tls.setDefaultCACertificates(
            one.authority === "company" ? own : [...own, readFileSync(certificates.known, "utf8")]
          )
          const t0 = Date.now()
          const ours = await askOurs(one, certificates)
          const ms = Date.now() - t0
          const must = expected(one, boto)
          const found = differences(one, ours, must)
          for (const facet of one.compare) {
            const other = one.intended?.[facet] ?? one.must?.[facet]
            if (other !== undefined) assert.notStrictEqual(other, boto[facet], `${facet}: boto3 says so too`)
          }
          if (DUMP !== undefined)
            appendFileSync(
              DUMP,
              `${JSON.stringify({ ms, of: one.of, name: one.name, found, ours: ours.error, boto: boto.error })}\n`
            )
          if (one.pending === undefined) {
            assert.deepStrictEqual(found, [], `ours: ${ours.error}\nboto3: ${boto.error}`)
            return
          }
          assert.isNotEmpty(found, `no longer pending (${one.pending}): remove the mark`)
          pending.push(
            `${one.pending}. ${one.name}: ${found.join("; ")}${ours.error === undefined ? "" : ` (${ours.error})`}`
          )
        })
      }

      for (const one of cases.filter(({ real }) => real === true)) {
        for (const [index, who] of askers(one).entries()) {
          it(`real ${who}: ${one.name}`, async () => {
            const warm = (await judged.get(one.name))?.[index] ?? {}
            const facets = one.compare.filter((facet) => who === "boto3" || cliFacets.includes(facet))
            assert.deepStrictEqual(pick(await askReal(one, who, certificates), facets), pick(warm, facets))
          })
        }
      }
    })
)
