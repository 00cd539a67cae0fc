import type { Condition } from "../../runtime/Condition.ts"
import type { RuntimeName } from "../../runtime/RuntimeName.ts"

/** A token that a server of the vendor's mints for whoever asks with the job's own permission. */
export interface RequestWay {
  readonly _tag: "Request"
  /** The address. `{NAME}` stands for a variable, `{NAME|text}` for that text where the variable is not set. */
  readonly url: string
  readonly method: "GET" | "POST"
  /** The variable that holds the permission, and the word before it in the header `authorization`. */
  readonly permission?: { readonly variable: string; readonly scheme: string }
  readonly headers?: { readonly [name: string]: string }
  readonly query?: { readonly [name: string]: string }
  /** The name of the query's parameter or of the body's field that takes the audience. */
  readonly audience?: { readonly in: "query" | "body"; readonly name: string }
  /** The query's parameter for the configured service connection. */
  readonly serviceConnection?: string
  /** The body's field for the keys of session tags. */
  readonly tags?: string
  /** The field of the answer that holds the token; the whole answer where there is none. */
  readonly answer?: string
  /** The vendor's hosts, with all below them. */
  readonly hosts: ReadonlyArray<string>
  /** The variables that hold the address of a server of one's own: its host, and all below it. */
  readonly servers: ReadonlyArray<string>
  /** The hosts are the machine's own metadata server: plain http, and never through a proxy. */
  readonly metadata?: true
}

/** A token that lies in a variable when the job starts: the first that is set. */
export interface VariableWay {
  readonly _tag: "Variable"
  readonly names: ReadonlyArray<string>
  /** Variables one of which must be set too: without them the token is another's. */
  readonly beside?: { readonly [name: string]: string }
}

/** A token that a program of the vendor's prints. */
export interface CommandWay {
  readonly _tag: "Command"
  readonly words: ReadonlyArray<string>
  /** What is added for an audience, `{audience}` standing for it as text, `{json}` as JSON's. */
  readonly audience: ReadonlyArray<string>
  /** What is added for the keys of session tags. */
  readonly tags?: string
}

export type TokenWay = RequestWay | VariableWay | CommandWay

/** Who decides for whom the token is: whoever asks, nobody (it is always the same), or the vendor's own file. */
export type AudienceRule =
  | { readonly _tag: "Asked"; readonly otherwise?: string }
  | { readonly _tag: "Fixed"; readonly audience: string }
  | { readonly _tag: "Theirs"; readonly where: string }

/** A CI vendor that tells who a job is. */
export interface TokenVendor {
  /** As it stands after "the token of". */
  readonly by: string
  /** The runtime by whose rule it is detected. */
  readonly runtime?: RuntimeName
  /** What must hold besides, or alone where no rule of detection knows the vendor. */
  readonly when?: Condition
  /** In order: the first that is there serves. */
  readonly ways: ReadonlyArray<TokenWay>
  readonly audience: AudienceRule
  /** What the vendor's file needs, where the place offers no token or refuses it. */
  readonly next: string
  readonly docs: string
}

/** The variables in an address. */
const placeholder = /\{([A-Z][A-Z0-9_]*)(?:\|([^}]*))?\}/g

/** The address with what the variables hold: `undefined` where one is not set. All but the first are parts of a path. */
export const addressOf = ({ url }: RequestWay, valueOf: (name: string) => string | undefined): string | undefined => {
  let whole = true
  const address = url.replace(placeholder, (_, name: string, otherwise: string | undefined, at: number) => {
    const value = valueOf(name) ?? otherwise
    if (value === undefined) whole = false
    return at === 0
      ? (value ?? "").replace(/\/+$/, "")
      : at === url.indexOf("{")
        ? (value ?? "")
        : encodeURIComponent(value ?? "")
  })
  return whole ? address : undefined
}

/** The variable that holds the address, for people; nothing where it is the vendor's constant. */
export const addressVariable = ({ url }: RequestWay): string | undefined => /^\{([A-Z0-9_]+)\}/.exec(url)?.[1]

/** The variables of a vendor's that hold a permission or a token. */
export const secretVariablesOf = ({ ways }: TokenVendor): ReadonlyArray<string> =>
  ways.flatMap((way) =>
    way._tag === "Variable"
      ? way.names
      : way._tag === "Request" && way.permission !== undefined
        ? [way.permission.variable]
        : []
  )

const variablesOfWay = (way: TokenWay): ReadonlyArray<string> => {
  switch (way._tag) {
    case "Request":
      return [
        ...Array.from(way.url.matchAll(placeholder), ([, name = ""]) => name),
        ...(way.permission === undefined ? [] : [way.permission.variable]),
        ...way.servers
      ]
    case "Variable":
      return [...way.names, ...Object.values(way.beside ?? {})]
    case "Command":
      return []
  }
}

/** Every variable that a vendor's ways read. */
export const variablesOfVendor = ({ ways }: TokenVendor): ReadonlyArray<string> => ways.flatMap(variablesOfWay)
