#!/usr/bin/env node
import process from "node:process"
import { version } from "./version.ts"

const args = process.argv.slice(2)

// The commonest question of scripts needs none of the modules that the commands do.
if (args.length === 1 && args[0] === "--version") {
  process.stdout.write(`boto-ses ${version}\n`)
} else {
  const { main } = await import("./runMain.ts")
  main(args)
}
