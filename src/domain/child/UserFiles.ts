import { type ChildEnvironment, childEnvironment } from "./ChildEnvironment.ts"

/**
 * The AWS CLI's own variables for its two files, and the variable in which a child of our `exec` finds the user's.
 *
 * A `[default]` profile in these files would win over a credential server. So with a server a child gets empty files
 * under the AWS names; a child of ours still finds the user's profiles.
 */
const pairs = {
  AWS_CONFIG_FILE: "BOTO_SES_USER_CONFIG_FILE",
  AWS_SHARED_CREDENTIALS_FILE: "BOTO_SES_USER_SHARED_CREDENTIALS_FILE"
} as const

export type UserFileVariable = keyof typeof pairs

/** The folder of the empty files: it tells a file of ours from one that a process in between has chosen. */
const folderVariable = "BOTO_SES_HANDOVER_FOLDER"

/** The variables that `userFile` reads. */
export const userFileVariables: ReadonlyArray<string> = [...Object.keys(pairs), ...Object.values(pairs), folderVariable]

/**
 * Where the user's own file is, by the variables of this process: the path in the AWS variable, or, inside our `exec`,
 * the one that stood there outside. `undefined` where none says, and the default of the AWS CLI holds.
 */
export const userFile = (
  name: UserFileVariable,
  variables: { readonly [name: string]: string | undefined }
): string | undefined => {
  const read = (of: string): string | undefined => variables[of] || undefined
  const given = read(name)
  const folder = read(folderVariable)
  const ours = given !== undefined && folder !== undefined && given.startsWith(folder)
  return ours ? read(pairs[name]) : given
}

/** Empty files in `folder` under the AWS names, and the user's own paths (if any is set) for children of ours. */
export const emptyFiles = (
  files: { readonly folder: string } & { readonly [Name in UserFileVariable]: string },
  variables: { readonly [name: string]: string | undefined }
): ChildEnvironment => {
  const set: { [name: string]: string } = { [folderVariable]: files.folder }
  for (const name of Object.keys(pairs) as ReadonlyArray<UserFileVariable>) {
    const own = userFile(name, variables)
    set[name] = files[name]
    if (own !== undefined) set[pairs[name]] = own
  }
  return childEnvironment(set, Object.values(pairs))
}
