/** The random cases of some seeds, before boto3 and the AWS CLI. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { judged } from "../../judged.ts"
import { answers, withPeer } from "../../peers.ts"
import type { Answer } from "../Case.ts"
import { type Certificates, makeCertificates } from "../Certificates.ts"
import { askReal } from "../Judge.ts"
import { askOurs } from "../Ours.ts"
import { type Difference, differences } from "./Differences.ts"
import { caseOf, type Draft, show } from "./Draft.ts"
import { generate } from "./Generate.ts"
import { intended } from "./Intended.ts"
import { type Many, startMany } from "./Many.ts"
import { shrink } from "./Shrink.ts"
import { startWithin, type Within } from "./Within.ts"

/** Cases that one child of the judge answers. */
const together = 100

/** Differences that are made small and shown, of those in a hundred cases. */
const shown = 3

const patience = 600_000

const describeDifference = ({ draft, facet, ours, boto3, cli }: Difference): string =>
  `${facet}\n  ours:  ${ours}\n  boto3: ${boto3}\n  CLI:   ${cli ?? "not asked"}\n  ${show(draft)}`

interface Seeds {
  readonly first: number
  readonly cases: number
  /** How many of them real processes answer too. */
  readonly real?: number
}

export const randomProfiles = ({ first, cases, real = 0 }: Seeds): void =>
  withPeer(
    "boto3 and the AWS CLI v1",
    answers("python3", "-c", "import boto3, awscli.clidriver") && answers("openssl", "version"),
    () =>
      describe(`${cases} random profiles from seed ${first}, judged by boto3 and the AWS CLI`, () => {
        const folder = mkdtempSync(join(tmpdir(), "random-"))
        let certificates: Certificates
        let many: Many
        let within: Within

        beforeAll(async () => {
          certificates = makeCertificates(folder)
          within = await startWithin(certificates)
          many = startMany(within.url)
        })
        afterAll(async () => {
          await many[Symbol.asyncDispose]()
          await within[Symbol.asyncDispose]()
          rmSync(folder, { recursive: true, force: true })
        })

        const ours = (draft: Draft): Promise<Answer> => askOurs(caseOf(draft, ""), certificates, within.anew)
        const compare = (drafts: ReadonlyArray<Draft>) => differences(many, drafts, ours)

        const smallest = async ({ draft, facet }: Difference): Promise<string> => {
          const unexplained = async (drafts: ReadonlyArray<Draft>) => {
            const found = await compare(drafts.map((less) => ({ ...less, compare: draft.compare ?? [] })))
            return drafts.map(
              (_, index) =>
                found.find((one) => one.order === index && one.facet === facet && one.by.length === 0) !== undefined
            )
          }
          const [found] = (await compare([await shrink(draft, unexplained)])).filter((one) => one.facet === facet)
          return found === undefined ? "" : describeDifference(found)
        }

        it.each(intended.map((row) => [row.name, row] as const))(
          "%s: its example differs, and it alone explains that",
          async (_, row) => {
            const found = await compare([{ ...row.example, compare: ["credentials", "asked", "region", "sts", "s3"] }])
            assert.isNotEmpty(found)
            for (const { by } of found) assert.include(by, row.name)
          },
          patience
        )

        for (let from = first; from < first + cases; from += together) {
          const seeds = Array.from({ length: Math.min(together, first + cases - from) }, (_, at) => from + at)
          it(
            `seeds ${from} to ${from + seeds.length - 1}`,
            async () => {
              const found = (await compare(seeds.map(generate))).filter(({ by }) => by.length === 0)
              const words: Array<string> = []
              for (const one of found.slice(0, shown)) words.push(`seed ${from + one.order}: ${await smallest(one)}`)
              assert.deepStrictEqual(words, [], `${found.length} differences that no row explains`)
              judged("boto3", seeds.length)
              judged("AWS CLI v1", seeds.length)
            },
            patience
          )
        }

        for (let seed = first; seed < first + real; seed++) {
          it(
            `seed ${seed} by real processes`,
            async () => {
              const one = caseOf(generate(seed), `seed ${seed}`)
              const [[boto = {}, cli = {}] = []] = await many.ask([one])
              const processes = [
                await askReal(one, "boto3", certificates),
                await askReal(one, "cli", certificates)
              ] as const
              assert.strictEqual(processes[0].credentials, boto.credentials)
              // Where a file cannot be parsed, a process has no session, and so no region; the warm one reads it apart.
              if (boto.credentials !== "error") assert.strictEqual(processes[0].region, boto.region)
              if (processes[1].credentials !== "error") {
                assert.strictEqual(processes[1].credentials, cli.credentials)
              }
            },
            patience
          )
        }
      })
  )
