/**
 * Judges GitHub's workflow files by what GitHub's own editor knows of them, by their public JSON schema, and by rules
 * for a repository whose job may publish: what another one writes must not run in it unseen.
 */
import { randomUUID } from "node:crypto"
import { registerHooks } from "node:module"
import { TextDocument } from "vscode-languageserver-textdocument"
import { parse } from "yaml"
import { schemaProblemOf } from "./recipes.ts"

// It imports its data without saying that it is JSON, which bundlers know and Node wants to be told.
const hooks = registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context)
})
const { registerLogger, validate } = await import("@actions/languageservice")
hooks.deregister()

/** What it cannot judge, it says to nobody but its log, and then finds nothing wrong. */
const fail = (message: string): never => {
  throw new Error(message)
}
registerLogger({ error: fail, warn: fail, info: () => {}, log: () => {} })

type Fields = { readonly [name: string]: unknown }

const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {}

/** What others can write into an event: within a script it would be code. Source: GitHub, "Script injections". */
const foreign = /\$\{\{[^}]*github\.(?:event\b|head_ref)/

const pinned = /@[0-9a-f]{40} # v\d+\.\d+\.\d+$/

const usesProblems = (text: string): ReadonlyArray<string> =>
  Array.from(text.matchAll(/^.*\buses: (\S+).*$/gm)).flatMap(([line, action = ""]) =>
    action.startsWith("./") || pinned.test(line)
      ? []
      : [`${action}: name the commit, and its version behind it (@<40 digits> # v1.2.3): a tag can be moved`]
  )

const stepProblems = (job: string, value: unknown): ReadonlyArray<string> => {
  const { uses, run, with: inputs } = fieldsOf(value)
  const keeps = typeof uses === "string" && uses.startsWith("actions/checkout@")
  return [
    ...(keeps && fieldsOf(inputs)["persist-credentials"] !== false
      ? [`${job}: a checkout needs persist-credentials: false, or later steps can write to the repository`]
      : []),
    ...(typeof run === "string" && foreign.test(run)
      ? [`${job}: a script takes what others wrote: hand it over as a variable (env)`]
      : [])
  ]
}

const jobProblems = ([name, value]: [name: string, value: unknown]): ReadonlyArray<string> => {
  const job = fieldsOf(value)
  const steps = Array.isArray(job.steps) ? job.steps : []
  return [
    ...(job.uses === undefined && job["timeout-minutes"] === undefined ? [`${name}: needs timeout-minutes`] : []),
    ...steps.flatMap((step) => stepProblems(name, step))
  ]
}

const ruleProblems = (text: string): ReadonlyArray<string> => {
  const workflow = fieldsOf(parse(text))
  const permissions = workflow.permissions
  const may = Object.entries(fieldsOf(permissions)).filter(([, level]) => level === "write")
  return [
    ...(permissions === undefined ? ["needs permissions of its own, or has all that the repository gives"] : []),
    ...(typeof permissions === "string" || may.length > 0 ? ["gives every job a right to write: give it the job"] : []),
    ...usesProblems(text),
    ...Object.entries(fieldsOf(workflow.jobs)).flatMap(jobProblems)
  ]
}

/** What is wrong with a workflow file, each with its line where that is known. */
export const workflowProblems = async (file: string, text: string): Promise<ReadonlyArray<string>> => {
  // A name is judged once, whatever is in it later.
  const found = await validate(TextDocument.create(`file:///${randomUUID()}/${file}`, "yaml", 1, text))
  const mistakes = found.map(({ range, message }) => `line ${range.start.line + 1}: ${message}`)
  // Where GitHub cannot read it, nothing else is to be said of it.
  if (mistakes.length > 0) return mistakes
  const schema = schemaProblemOf("github", parse(text))
  return [...(schema === undefined ? [] : [schema]), ...ruleProblems(text)]
}
