/** boto3 and the AWS CLI for thousands of cases: one process for all, which asks nobody over the network. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Answer, Case } from "../Case.ts"
import type { Seen } from "../Fake.ts"
import { facets, requestsOf } from "../Judge.ts"
import { startWarm } from "../Warm.ts"
import { remoteWorld } from "../World.ts"

export interface Many extends AsyncDisposable {
  /** What each of the two answers to each case. */
  readonly ask: (cases: ReadonlyArray<Case>) => Promise<ReadonlyArray<ReadonlyArray<Answer>>>
}

/** @param fake the address that the cases call the fake's */
export const startMany = (fake: string): Many => {
  const homes = mkdtempSync(join(tmpdir(), "many-"))
  const warm = startWarm([fake])
  let count = 0
  return {
    ask: async (cases) => {
      if (cases.length === 0) return []
      const parts = cases.flatMap((one) =>
        (["boto3", "cli"] as const).map((who) => ({
          who,
          one,
          world: remoteWorld(one, join(homes, `${count++}`), fake)
        }))
      )
      const many = parts.map(({ who, one, world }) => ({
        who,
        env: world.env,
        files: world.files,
        guard: { plain: 1, tls: 1, trusted: "" },
        requests: requestsOf(one),
        ...(one.profile === undefined ? {} : { profile: one.profile })
      }))
      const said = await warm.answered("many", { many })
      if (!Array.isArray(said)) throw new Error(`the judge: ${JSON.stringify(said).slice(0, 500)}`)
      const answers = parts.map(({ who, one, world }, index) => {
        const { said: words, seen } = said[index] as { readonly said: unknown; readonly seen: ReadonlyArray<Seen> }
        return facets(one, { ...world, fake: { ...world.fake, seen } }, who, words)
      })
      return cases.map((_, index) => answers.slice(index * 2, index * 2 + 2))
    },
    [Symbol.asyncDispose]: async () => {
      await warm.close()
      rmSync(homes, { recursive: true, force: true })
    }
  }
}
