#!/usr/bin/env node
import process from "node:process"
import { keepCompiled } from "./compileCache.ts"
import { profileCall } from "./profileCall.ts"
import { version } from "./version.ts"

const args = process.argv.slice(2)
const call = profileCall(args)

// What other programs ask again and again does without most of the modules.
if (args.length === 1 && args[0] === "--version") {
  process.stdout.write(`boto-ses ${version}\n`)
} else {
  keepCompiled()
  if (call === undefined) {
    const { answer } = await import("./answer.ts")
    answer(args)
  } else {
    const { answerProfile } = await import("./answerProfile.ts")
    answerProfile(call)
  }
}
