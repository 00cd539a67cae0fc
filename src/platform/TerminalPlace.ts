import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import process from "node:process"
import * as Result from "effect/Result"

interface Place {
  /** The process group of this job, and the one that the terminal is now. A group outside of the container's numbers is 0. */
  readonly group: number
  readonly front: number
  /** The controlling terminal's name, the same for each of its processes. */
  readonly terminal: string
}

/** Source: proc_pid_stat(5): pgrp, tty_nr and tpgid, the name before them in parentheses. */
const placeByProc = (): Place => {
  const fields = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /s, "")
    .split(" ")
  return { group: Number(fields[2]), front: Number(fields[5]), terminal: fields[4] ?? "" }
}

const placeByPs = (): Place => {
  const { stdout } = spawnSync("ps", ["-o", "pgid=", "-o", "tpgid=", "-o", "tty=", "-p", String(process.pid)], {
    encoding: "utf8"
  })
  const [group, front, terminal = ""] = stdout.trim().split(/\s+/)
  return { group: Number(group), front: Number(front), terminal }
}

const place = (): Place | undefined =>
  Result.getOrUndefined(Result.try(() => (process.platform === "linux" ? placeByProc() : placeByPs())))

/**
 * Whether the terminal is this job's now. A job in the background that asks is stopped, and who waits for it waits for
 * ever where that is no shell.
 */
export const isInFront = (): boolean => {
  const { group, front } = place() ?? {}
  return !group || !front || group === front
}

/** A name of the controlling terminal that a file may have; `undefined` where none can be told. */
export const terminalName = (): string | undefined => {
  const name = place()?.terminal.replaceAll(/[^0-9A-Za-z]/g, "-")
  return name === undefined || name === "" || name === "0" ? undefined : name
}
