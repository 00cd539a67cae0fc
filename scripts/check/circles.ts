/**
 * Checks that the files of `src` import each other in no circle. An import of
 * types and one on demand count like any other: a reader follows them all.
 *
 * Usage: node scripts/check/circles.ts
 */
import { posix } from "node:path"
import { type Problem, report } from "../lib/problems.ts"
import { files, read } from "../lib/repository.ts"
import { parse } from "../lib/source.ts"

/** The files that each file imports. */
export type Graph = ReadonlyMap<string, ReadonlyArray<string>>

/** Of files, each with its text. */
export const graphOf = (texts: ReadonlyMap<string, string>): Graph =>
  new Map(
    Array.from(texts, ([file, text]) => [
      file,
      parse(file, text).imports.flatMap(({ specifier }) =>
        specifier?.startsWith(".") ? [posix.join(posix.dirname(file), specifier)] : []
      )
    ])
  )

/** The shortest way along imports, both ends included; undefined where there is none. */
const wayBetween = (graph: Graph, from: string, to: string): ReadonlyArray<string> | undefined => {
  const ways = new Map([[from, [from]]])
  // What is added while the loop runs is visited by it, the nearest first.
  for (const [file, way] of ways) {
    if (file === to) return way
    for (const next of graph.get(file) ?? []) if (!ways.has(next)) ways.set(next, [...way, next])
  }
  return undefined
}

/** For each import that is part of a circle the shortest one, each circle once, its first file by name at its start. */
export const circlesOf = (graph: Graph): ReadonlyArray<ReadonlyArray<string>> => {
  const circles = new Map<string, ReadonlyArray<string>>()
  for (const [file, targets] of graph) {
    for (const target of targets) {
      const way = wayBetween(graph, target, file)
      if (way === undefined) continue
      const start = way.indexOf(way.toSorted()[0] ?? "")
      const circle = [...way.slice(start), ...way.slice(0, start)]
      circles.set(circle.join(), circle)
    }
  }
  return [...circles.values()]
}

const problemOf = (circle: ReadonlyArray<string>): Problem => ({
  where: circle[0] ?? "",
  what: `a circle of imports: ${[...circle, circle[0]].join(" → ")}`
})

if (import.meta.main) {
  const graph = graphOf(new Map(files("mod.ts", "src/**/*.ts").map((file) => [file, read(file)])))
  report(circlesOf(graph).map(problemOf), `${graph.size} files import each other in no circle`)
}
