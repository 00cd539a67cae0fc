/** The bundlers that people use, each in the ways in which it makes different code. */
import { type Run, run } from "./run.ts"

/** Packages of CommonJS ask for modules of Node by a function that an ES module has none of. */
const withRequire = 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);'

const esbuild =
  (...how: ReadonlyArray<string>) =>
  (program: string, folder: string): ReadonlyArray<string> => [
    ...["esbuild", `${program}.js`, "--bundle", "--platform=node", "--log-level=warning"],
    ...[...how, `--outdir=${folder}`]
  ]

const esbuildModule = (...how: ReadonlyArray<string>) => esbuild("--format=esm", `--banner:js=${withRequire}`, ...how)

const rolldown =
  (...how: ReadonlyArray<string>) =>
  (program: string, folder: string): ReadonlyArray<string> => [
    ...["rolldown", `${program}.js`, "--platform=node"],
    ...[...how, "--dir", folder]
  ]

const bun =
  (...how: ReadonlyArray<string>) =>
  (program: string, folder: string): ReadonlyArray<string> => [
    ...["bun", "build", `${program}.js`, "--target=node"],
    ...[...how, `--outdir=${folder}`]
  ]

/** The command that bundles `PROGRAM.js` of the working folder into a file of that name in a folder. */
export const bundlers = {
  esbuild: esbuild(),
  "esbuild --minify": esbuild("--minify"),
  "esbuild --format=esm": esbuildModule(),
  "esbuild --format=esm --minify": esbuildModule("--minify"),
  "esbuild --splitting": esbuildModule("--splitting"),
  "esbuild --splitting --minify": esbuildModule("--splitting", "--minify"),
  rolldown: rolldown(),
  "rolldown --minify": rolldown("--minify"),
  "bun build": bun(),
  "bun build --splitting --minify": bun("--splitting", "--minify"),
  "deno bundle": (program, folder) => [
    ...["deno", "bundle", "--quiet", "--platform=deno", `--output=${folder}/${program}.js`, `${program}.js`]
  ]
} as const satisfies { readonly [name: string]: (program: string, folder: string) => ReadonlyArray<string> }

export type Bundler = keyof typeof bundlers

/** Bundles a program of a project. */
export const bundle = (cwd: string, bundler: Bundler, program: string, folder: string): Promise<Run> => {
  const [command = "", ...args] = bundlers[bundler](program, folder)
  return run(command, args, { cwd })
}
