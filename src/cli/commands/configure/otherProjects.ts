import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Result from "effect/Result"
import { posixWords } from "../../../domain/text/CommandWords.ts"
import type { OurBlock } from "./editAwsConfig.ts"

/** The configuration file that a command of ours names by its whole path; one without is of no project. */
const configOf = (command: string): string | undefined => {
  const words = Result.getOrElse(posixWords(command), () => [] as ReadonlyArray<string>)
  const at = words.findIndex((word) => word === "--config" || word.startsWith("--config="))
  const word = words[at]
  return word === "--config" ? words[at + 1] : word?.slice("--config=".length)
}

/** A profile that another project's configuration file gives its credentials to. */
export interface OthersProfile {
  readonly name: string
  readonly config: string
}

/**
 * The profiles in the file that are another project's: a project is its configuration file, which each command that
 * `configure` writes names. One that is not there any more has no profiles: the project was moved or removed.
 */
export const othersProfiles: (
  blocks: ReadonlyArray<OurBlock>,
  config: string
) => Effect.Effect<ReadonlyArray<OthersProfile>, never, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(
  function* (blocks, config) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const realPath = (file: string) =>
      Effect.match(fs.realPath(file), {
        onFailure: ({ reason }) => (reason._tag === "NotFound" ? undefined : file),
        onSuccess: (real) => real
      })
    const own = yield* realPath(config)
    const others: Array<OthersProfile> = []
    for (const { name, command } of blocks) {
      const named = configOf(command)
      if (named === undefined || !path.isAbsolute(named)) continue
      const real = yield* realPath(named)
      if (real !== undefined && real !== own) others.push({ name, config: named })
    }
    return others
  }
)
