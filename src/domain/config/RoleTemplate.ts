import { patternText, type TextForm } from "../text/Form.ts"

/** What a name's template may hold besides its characters: it stands for the env's name, `devops` included. */
const placeholder = "{env}"

/** The roles' names where nothing else is said: those of the Python original (aws_ops_alpha). */
export const defaultRoleName = "{env}_deployment_role"

/** The names of the roles' sessions where nothing else is said; devops is recognised by it as a last resort. */
export const defaultRoleSessionName = "{env}_role_session"

/** A role's name, with its path where it has one. Source: IAM API Reference, CreateRole. */
export const RoleNameTemplate: TextForm = patternText(
  /^(?:(?:[\w+=,.@-]|\{env\}){1,64}\/){0,8}(?:[\w+=,.@-]|\{env\}){1,64}$/u,
  "a role's name of A-Z a-z 0-9 _ + = , . @ -, in which {env} stands for the env's name"
)

/** The name of a role's session. Source: STS API Reference, AssumeRole. */
export const RoleSessionNameTemplate: TextForm = patternText(
  /^(?:[\w+=,.@-]|\{env\}){1,64}$/u,
  "a session name of A-Z a-z 0-9 _ + = , . @ -, in which {env} stands for the env's name"
)

export const fillTemplate = (template: string, env: string): string => template.replaceAll(placeholder, env)

const roleName = /^(?:[\w+=,.@-]{1,512}\/){0,8}[\w+=,.@-]{1,64}$/u
const roleSessionName = /^[\w+=,.@-]{2,64}$/u

/** What was expected of a role's name, where the template does not give a good one for that env. */
export const roleNameProblem = (template: unknown, env: string): string | undefined =>
  typeof template === "string" && roleName.test(fillTemplate(template, env))
    ? undefined
    : `a role's name (1 to 64 of A-Z a-z 0-9 _ + = , . @ -, a path before it) that may contain ${placeholder} and no other braces`

/** What was expected of a session's name, where the template does not give a good one for that env. */
export const roleSessionNameProblem = (template: unknown, env: string): string | undefined =>
  typeof template === "string" && roleSessionName.test(fillTemplate(template, env))
    ? undefined
    : `2 to 64 of A-Z a-z 0-9 _ + = , . @ - that may contain ${placeholder} and no other braces`
