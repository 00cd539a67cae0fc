#!/usr/bin/env node
import process from "node:process"
import { profileCall } from "./profileCall.ts"
import { version } from "./version.ts"

const args = process.argv.slice(2)
const call = profileCall(args)

// What other programs ask again and again does without most of the modules.
if (args.length === 1 && args[0] === "--version") {
  process.stdout.write(`boto-ses ${version}\n`)
} else if (call === undefined) {
  const [{ run }, { runMain }] = await Promise.all([import("./run.ts"), import("./runMain.ts")])
  runMain(run(args))
} else {
  const [{ answerProfile }, { runMain }] = await Promise.all([import("./answerProfile.ts"), import("./runMain.ts")])
  runMain(answerProfile(call))
}
