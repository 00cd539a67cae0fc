import { isAbsolute } from "node:path"

type Variables = { readonly [name: string]: string | undefined }

/** Where `npx`, `bunx`, `pnpm dlx` and `yarn dlx` put what they fetch for one call, by the names of their folders. */
const fetched = /[/\\](?:_npx|bunx-[^/\\]+|dlx(?:-[^/\\]+)?|xfs-[^/\\]+)[/\\]/

/** Folders that a system empties. Source: Filesystem Hierarchy Standard; macOS puts each user's own in `/var/folders`. */
const emptied = ["/tmp", "/var/tmp", "/dev/shm", "/private/tmp", "/var/folders", "/private/var/folders"]

const isBelow = (path: string, folder: string): boolean =>
  folder !== "" && isAbsolute(folder) && path.startsWith(`${folder.replace(/[/\\]+$/, "")}/`)

/** A part of a command that will not stay where it is. */
export interface PassingPlace {
  readonly path: string
  /** Whether it was fetched for one call; else it is in a folder for what is temporary. */
  readonly isFetched: boolean
}

/** The first part of a command that stands in a temporary place, so that profiles which name it would stop working. */
export const passingPlace = (command: ReadonlyArray<string>, env: Variables): PassingPlace | undefined => {
  const temporary = [...emptied, ...["TMPDIR", "TEMP", "TMP"].map((name) => env[name] ?? "")]
  const path = command.find(
    (part) => isAbsolute(part) && (fetched.test(part) || temporary.some((folder) => isBelow(part, folder)))
  )
  return path === undefined ? undefined : { path, isFetched: fetched.test(path) }
}
