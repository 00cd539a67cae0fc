/**
 * Bundles the library: what a program's first import takes in one file, `core.js`, and each part that is loaded only at
 * need in a file of its own. A runtime finds, reads and links one file in the time of a few of the hundred and fifty.
 */
import { posix } from "node:path"
import { rolldown } from "rolldown"
import { read, root } from "../lib/repository.ts"
import { parse } from "../lib/source.ts"
import { pureCalls } from "./pureCalls.ts"

/** The entries, by the name that each has in `dist`. */
const entries = {
  mod: "mod.ts",
  "src/testing/mod": "src/testing/mod.ts",
  "src/sessionStore/redis/mod": "src/sessionStore/redis/mod.ts",
  "src/cdk/mod": "src/cdk/mod.ts"
}

/** The modules that are loaded with a module, itself included. */
const loadedWith = (file: string, found: Set<string> = new Set()): ReadonlySet<string> => {
  if (found.has(file)) return found
  found.add(file)
  for (const { specifier, kind } of parse(file, read(file)).imports) {
    if (kind === "static" && specifier?.startsWith(".")) loadedWith(posix.join(posix.dirname(file), specifier), found)
  }
  return found
}

const within = (modules: ReadonlySet<string>) => (id: string) => modules.has(posix.relative(root, id))

/** Writes the files of the library into a folder. */
export const bundleLibrary = async (folder: string): Promise<void> => {
  const bundle = await rolldown({
    cwd: root,
    input: entries,
    external: (id) => !id.startsWith(".") && !posix.isAbsolute(id),
    platform: "neutral",
    plugins: [pureCalls]
  })
  await bundle.write({
    dir: folder,
    format: "esm",
    sourcemap: true,
    sourcemapExcludeSources: true,
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name].js",
    minifyInternalExports: false,
    codeSplitting: {
      groups: [
        { name: "core", test: within(loadedWith(entries.mod)), priority: 2 },
        { name: "testing", test: within(loadedWith(entries["src/testing/mod"])), priority: 1 }
      ]
    }
  })
  await bundle.close()
}
