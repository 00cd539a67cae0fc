import type { StubOptions } from "../stubSession.ts"

/** What a parent program is told to do, in the variable `TEST_JOB`. */
export interface Job {
  /** The session whose credentials the command gets: an env's name, or `devops`. */
  readonly target: string
  readonly session?: StubOptions
  readonly handover?: StubOptions
  readonly static?: boolean
  readonly store?: "server" | "file" | "live"
  readonly command: readonly [string, ...ReadonlyArray<string>]
}

export const jobVariable = "TEST_JOB"

/** What a child program of ours prints of what it finds. */
export interface Found {
  readonly devops: string
  readonly devopsSource: string
  readonly region: string | undefined
  readonly variables: { readonly [name: string]: string }
  readonly marker: unknown
}
