/**
 * Builds `dist`, from nothing: the library in few files, the declarations of
 * its modules, and of the command line, which nobody imports, bundles.
 *
 * Afterwards every relative import in `dist` is looked up, since a consumer
 * would be the first to notice one that leads nowhere.
 *
 * Usage: node scripts/build.ts
 */
import { existsSync, mkdirSync, rmSync } from "node:fs"
import { join, posix } from "node:path"
import { bundleLibrary } from "./bundle/library.ts"
import { type Problem, report } from "./lib/problems.ts"
import { files, read, root } from "./lib/repository.ts"
import { run } from "./lib/run.ts"
import { parse } from "./lib/source.ts"

/** Where a declaration's import of `./A.ts` or `./A.js` finds the types. */
const declarationOf = (path: string): string => path.replace(/\.[tj]s$/, ".d.ts")

const lostImports = (file: string): ReadonlyArray<Problem> => {
  const isDeclaration = file.endsWith(".d.ts")
  return parse(file, read(file)).imports.flatMap(({ specifier, line }) => {
    if (specifier === undefined || !specifier.startsWith(".")) return []
    const target = posix.join(posix.dirname(file), specifier)
    if (existsSync(`${root}/${isDeclaration ? declarationOf(target) : target}`)) return []
    return [{ where: `${file}:${line}`, what: `imports ${specifier}, which is not in dist` }]
  })
}

const dist = join(root, "dist")
const cli = join(dist, "src/cli")

rmSync(dist, { recursive: true, force: true })
const compiled = await run("tsc", ["--project", "tsconfig.build.json"])
rmSync(cli, { recursive: true, force: true })
mkdirSync(cli, { recursive: true })
await bundleLibrary(dist)
const bundled = await run("bun", ["scripts/bundle/main.ts", cli])
if (compiled.exitCode !== 0 || bundled.exitCode !== 0) {
  console.error(compiled.output + bundled.output)
  process.exitCode = 1
} else {
  const emitted = files("dist/**/*.{js,d.ts}").filter((file) => !file.startsWith("dist/src/cli/"))
  report(emitted.flatMap(lostImports), `dist holds ${emitted.length} files, and the command line`)
}
