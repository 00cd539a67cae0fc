/** Bundles programs of the project, as for a function or an image. */
import { join } from "node:path"
import { type Bundler, bundle } from "../lib/bundlers.ts"

/** The bundlers of the benchmark, by the names of its rows. */
const ways = {
  bun: "bun build --splitting --minify",
  rolldown: "rolldown --minify",
  esbuild: "esbuild --splitting --minify",
  "esbuild, one file": "esbuild --format=esm --minify"
} as const satisfies { readonly [name: string]: Bundler }

export type Way = keyof typeof ways

/** Each program, with what bundles it. */
const wanted: { readonly [program: string]: ReadonlyArray<Way> } = {
  start: ["bun", "rolldown", "esbuild"],
  startParallel: ["rolldown"],
  bare: ["bun", "rolldown", "esbuild"],
  bareEffect: ["bun", "rolldown", "esbuild"],
  lambda: ["rolldown", "esbuild, one file"],
  bareLambda: ["rolldown", "esbuild, one file"]
}

/** Where the bundle of a program is, from the project's folder. */
export const bundleOf = (way: Way, program: string): string => join("bundles", way.replaceAll(/\W+/g, "-"), program)

export const bundleAll = async (folder: string): Promise<void> => {
  const all = Object.entries(wanted).flatMap(([program, by]) => by.map((way) => ({ program, way })))
  for (const { program, way } of all) {
    const { exitCode, output } = await bundle(folder, ways[way], program, bundleOf(way, program))
    if (exitCode !== 0) throw new Error(`${ways[way]} of ${program} ended with ${exitCode}:\n${output}`)
  }
}
