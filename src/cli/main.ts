#!/usr/bin/env node
/**
 * The command line, which a runtime runs: `deno run -A jsr:@boto-ses/effect/cli whoami prd`. It exports nothing.
 *
 * @module
 */
import process from "node:process"
import { keepCompiled } from "./CompileCache.ts"
import { profileCall } from "./commands/credentialProcess/profileCall.ts"
import { machineFailure } from "./Unloadable.ts"
import { version } from "./Version.ts"

const args = process.argv.slice(2)
const call = profileCall(args)

// What other programs ask again and again does without most of the modules.
if (args.length === 1 && args[0] === "--version") {
  const unwritten = () => {
    process.exitCode = 1
  }
  process.stdout.on("error", unwritten)
  try {
    process.stdout.write(`boto-ses ${version}\n`)
  } catch {
    // Deno throws what Node tells the listener.
    unwritten()
  }
} else {
  keepCompiled()
  try {
    if (call === undefined) {
      const { mainForPeople } = await import("./MainForPeople.ts")
      mainForPeople(args)
    } else {
      const { mainForProfiles } = await import("./MainForProfiles.ts")
      mainForProfiles(call)
    }
  } catch (error) {
    const failure = machineFailure(error)
    if (failure === undefined) throw error
    process.exitCode = failure.exitCode
    process.stderr.write(`error ${failure.title}\n  ${failure.message}\n`)
  }
}
