/** One request that the local AWS and moto_server are both given, as raw as it goes over the wire. */
export interface Row {
  readonly title: string
  readonly service: "sts" | "iam" | "s3"
  readonly method?: string
  /** With its query; `/` where it is left out. */
  readonly path?: string
  /** Parameters of the query protocol. */
  readonly params?: { readonly [name: string]: string }
  readonly headers?: { readonly [name: string]: string }
  readonly body?: string
  readonly region?: string
  readonly unsigned?: true
  /** The documentation that the answer follows from: a page of an API reference with its element or constraint. */
  readonly source: string
  /** What AWS answers by that: the status, and the code of an error. */
  readonly aws: string
}

export type Params = NonNullable<Row["params"]>

/** A row for each wrong value of one parameter, beside good ones. */
export const values = (
  service: "sts" | "iam",
  action: string,
  good: Params,
  name: string,
  cases: { readonly [what: string]: readonly [value: string, aws: string] },
  element = name
): ReadonlyArray<Row> =>
  Object.entries(cases).map(([what, [value, aws]]) => ({
    title: `${action} ${name}: ${what}`,
    service,
    params: { Action: action, ...good, [name]: value },
    source: `${service.toUpperCase()} API Reference, ${action}: ${element}`,
    aws
  }))

/** A row for each required parameter that is missing. */
export const missing = (
  service: "sts" | "iam",
  action: string,
  good: Params,
  names: ReadonlyArray<string>
): ReadonlyArray<Row> =>
  names.map((name) => ({
    title: `${action} without ${name}`,
    service,
    params: Object.fromEntries([["Action", action], ...Object.entries(good).filter(([other]) => other !== name)]),
    source: `${service.toUpperCase()} API Reference, ${action}: ${name} is required`,
    aws: "400 ValidationError"
  }))
