import type * as ConfigProviders from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { pipeArguments } from "effect/Pipeable"

type Provider = ConfigProviders.ConfigProvider
type Env = { readonly [name: string]: string | undefined }
type Path = Parameters<Provider["load"]>[0]

const isIndex = (text: string): boolean => /^(?:0|[1-9]\d*)$/.test(text) && Number(text) < 2 ** 32 - 1

/** What variables whose names begin like a path say together with the one of that name. */
const nodeOf = (env: Env, path: Path): ConfigProviders.Node | undefined => {
  const segments = path.map(String)
  const name = segments.join("_")
  const value = Object.getOwnPropertyDescriptor(env, name)?.value || undefined
  // Names are cut at each underscore, so that a segment which holds one leads to no further names.
  const below = segments.some((segment) => segment.includes("_"))
    ? []
    : Object.keys(env)
        .filter((other) => env[other] !== undefined)
        .map((other) => other.split("_"))
        .filter(
          (parts) => parts.length > segments.length && segments.every((segment, index) => parts[index] === segment)
        )
        .map((parts) => parts[segments.length] ?? "")
  if (below.length === 0) return value === undefined ? undefined : { _tag: "Value", value }
  return below.every(isIndex)
    ? { _tag: "Array", length: Math.max(...below.map(Number)) + 1, value }
    : { _tag: "Record", keys: new Set(below), value }
}

/** Effect's module is large, and the variables of a process can be read but where Deno forbids it. */
const unreadable = (cause: unknown) =>
  Effect.flatMap(
    Effect.promise(() => import("effect/ConfigProvider")),
    ({ SourceError }) => Effect.fail(new SourceError({ message: cause instanceof Error ? cause.message : "", cause }))
  )

/** Deno lets nobody list what it keeps from a program in part: no name is known, and each may be read. */
const singly = (env: Env): Env =>
  new Proxy<Env>(
    {},
    { getOwnPropertyDescriptor: (_, name) => ({ value: env[String(name)], enumerable: true, configurable: true }) }
  )

/** The variables of an environment, as Effect's own provider gives them. */
export const fromVariables = (env: Env, mapped: (path: Path) => Path = (path) => path): Provider => ({
  load: (path) =>
    Effect.catch(Effect.try({ try: () => nodeOf(env, mapped(path)), catch: (cause) => cause }), unreadable),
  mapInput: (before) => fromVariables(env, (path) => before(mapped(path))),
  pipe() {
    // biome-ignore lint/complexity/noArguments: how `pipe` of Effect's own values is made.
    return pipeArguments(this, arguments)
  }
})

/** The variables of a process, as they are at once; where Deno gives but some of them, each when it is asked for. */
export const ofProcess = (env: Env): Provider => {
  try {
    return fromVariables({ ...env })
  } catch {
    return fromVariables(singly(env))
  }
}

/**
 * Effect's own `ConfigProvider`, by its key: a program gives it by `ConfigProvider.layer`. Its module brings Effect's
 * files and streams into each program's start, for a provider of variables that few lines make.
 */
export const ConfigProvider: Context.Reference<Provider> = Context.Reference("effect/ConfigProvider", {
  defaultValue: () => ofProcess(globalThis.process?.env ?? {})
})
