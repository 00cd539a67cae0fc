import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import { type PrivateUnread, readPrivate } from "../../platform/PrivateFile.ts"

/** Larger than any hand-over file; what is larger is none. In bytes. */
const largest = 64 * 1024

const describe = (path: string, unread: PrivateUnread): string => {
  switch (unread._tag) {
    case "Absent":
      return `${path} is not there: the process that made it has ended`
    case "Unfit":
      return `${path} ${unread.why}`
    case "FolderUnfit":
      return `its folder ${unread.folder} ${unread.why}`
    case "Failed":
      return `${path} cannot be read: ${unread.cause.message}`
  }
}

/** Reads what a parent wrote for this user alone. Fails with a text that says what is wrong with which path. */
export const readHandoverFile = (path: string): Effect.Effect<Uint8Array, string, FileSystem.FileSystem | Path.Path> =>
  Effect.mapError(readPrivate(path, largest), (unread) => describe(path, unread))
