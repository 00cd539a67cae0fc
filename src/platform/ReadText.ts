import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type { PlatformError } from "effect/PlatformError"
import { missingFlag } from "./Denied.ts"

type FileType = FileSystem.File.Type

/** Why a file's text cannot be had. */
export type Unreadable =
  /** Nothing is there. */
  | { readonly _tag: "Absent"; readonly cause: PlatformError }
  /** What is there is no file: a folder, or what may go on for ever (a device) or wait for ever (a FIFO). */
  | { readonly _tag: "NoFile"; readonly type: FileType }
  /** It is longer than so many bytes. */
  | { readonly _tag: "TooLong"; readonly largest: number }
  | { readonly _tag: "Failed"; readonly cause: PlatformError }

const kinds: { readonly [Type in FileType]: string } = {
  File: "a file",
  Directory: "a folder",
  SymbolicLink: "a link",
  BlockDevice: "a device",
  CharacterDevice: "a device",
  FIFO: "a FIFO",
  Socket: "a socket",
  Unknown: "of a kind not known"
}

/** What stands at a path, for people. */
export const describeType = (type: FileType): string => kinds[type]

/** Why there is no text, in words that go on from the file's path. */
export const describeUnreadable = (why: Unreadable): string => {
  switch (why._tag) {
    case "Absent":
      return "is not there"
    case "NoFile":
      return `is ${describeType(why.type)} and no file`
    case "TooLong":
      return `is longer than ${why.largest} bytes`
    case "Failed": {
      const flag = missingFlag(why.cause)
      if (flag !== undefined) return `may not be read without Deno's ${flag}`
      return why.cause.reason._tag === "PermissionDenied" ? "may not be read by this user" : "cannot be reached or read"
    }
  }
}

/** What went wrong beneath, where the system said something. */
export const causeOf = (why: Unreadable): PlatformError | undefined => ("cause" in why ? why.cause : undefined)

const failed = (cause: PlatformError): Unreadable => ({
  _tag: cause.reason._tag === "NotFound" ? "Absent" : "Failed",
  cause
})

/** All that an open file has, to its end; `undefined` where that is more than so many bytes. */
export const readToEnd: (
  file: FileSystem.File,
  largest: number
) => Effect.Effect<Uint8Array | undefined, PlatformError> = Effect.fnUntraced(function* (file, largest) {
  const chunks: Array<Uint8Array> = []
  for (let size = 0; size <= largest; size += chunks.at(-1)?.length ?? 0) {
    const chunk = yield* file.readAlloc(Math.min(largest + 1 - size, 65_536))
    if (Option.isNone(chunk)) return Buffer.concat(chunks)
    chunks.push(chunk.value)
  }
  return undefined
})

/**
 * The text of a file that somebody named, which may be anything: only of a regular file, or what a link leads to, and of
 * no more than `largest` bytes. To open a FIFO is to wait for whoever writes it; a device has no end.
 */
export const readText: (path: string, largest: number) => Effect.Effect<string, Unreadable, FileSystem.FileSystem> =
  Effect.fnUntraced(function* (path, largest) {
    const fs = yield* FileSystem.FileSystem
    const { type, size } = yield* Effect.mapError(fs.stat(path), failed)
    if (type !== "File") return yield* Effect.fail<Unreadable>({ _tag: "NoFile", type })
    const tooLong: Unreadable = { _tag: "TooLong", largest }
    if (size > largest) return yield* Effect.fail(tooLong)
    const bytes = yield* Effect.mapError(
      Effect.scoped(Effect.flatMap(fs.open(path, { flag: "r" }), (file) => readToEnd(file, largest))),
      failed
    )
    return bytes === undefined
      ? yield* Effect.fail(tooLong)
      : new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
  })
