import { type ChildEnvironment, childEnvironment } from "./ChildEnvironment.ts"

/**
 * The AWS CLI's own variables for its two files, and the variable in which a child of our `exec` finds the user's.
 *
 * A `[default]` profile with credentials in these files would win over a credential server. A child then gets other
 * files under the AWS names; a child of ours still finds the user's profiles.
 */
const pairs = {
  AWS_CONFIG_FILE: "BOTO_SES_USER_CONFIG_FILE",
  AWS_SHARED_CREDENTIALS_FILE: "BOTO_SES_USER_SHARED_CREDENTIALS_FILE"
} as const

export type UserFileVariable = keyof typeof pairs

/** The folder of those other files: it tells a file of ours from one that a process in between has chosen. */
const folderVariable = "BOTO_SES_HANDOVER_FOLDER"

/** The variables that `userFile` reads. */
export const userFileVariables: ReadonlyArray<string> = [...Object.keys(pairs), ...Object.values(pairs), folderVariable]

type FileVariables = { readonly [name: string]: string | undefined }

const isOurs = (name: UserFileVariable, variables: FileVariables): boolean => {
  const folder = variables[folderVariable] || undefined
  return folder !== undefined && variables[name]?.startsWith(folder) === true
}

/**
 * Where the user's own file is, by the variables of this process: the path in the AWS variable, or, inside our `exec`,
 * the one that stood there outside. `undefined` where none says, and the default of the AWS CLI holds.
 */
export const userFile = (name: UserFileVariable, variables: FileVariables): string | undefined =>
  variables[isOurs(name, variables) ? pairs[name] : name] || undefined

const names = Object.keys(pairs) as ReadonlyArray<UserFileVariable>

/** The user's own files for a child, also where an outer `exec` has put others in their place. */
export const ownFiles = (variables: FileVariables): ChildEnvironment => {
  const replaced = names.filter((name) => isOurs(name, variables))
  const set: { [name: string]: string } = {}
  for (const name of replaced) {
    const own = userFile(name, variables)
    if (own !== undefined) set[name] = own
  }
  return childEnvironment(set, [...replaced, ...Object.values(pairs), folderVariable])
}

/** Other files in `folder` under the AWS names, and the user's own paths (if any is set) for children of ours. */
export const otherFiles = (
  files: { readonly folder: string } & { readonly [Name in UserFileVariable]: string },
  variables: FileVariables
): ChildEnvironment => {
  const set: { [name: string]: string } = { [folderVariable]: files.folder }
  for (const name of names) {
    const own = userFile(name, variables)
    set[name] = files[name]
    if (own !== undefined) set[pairs[name]] = own
  }
  return childEnvironment(set, Object.values(pairs))
}
