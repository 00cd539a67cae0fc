/** Where a test's clients send the requests that the local AWS is not to answer. */
import * as Result from "effect/Result"
import { statedBy } from "../domain/aws/Endpoint.ts"
import { type ConfigProblem, notExpected } from "../domain/config/ConfigProblem.ts"
import { keysMeantBy, serviceKey } from "./localAws/ServiceNames.ts"

/** Addresses by service, as the SDK calls its client: `{ ssm: "http://127.0.0.1:5000" }`. */
export interface TestEndpoints {
  /** An `http` or `https` address, by the service in any spelling of its client's name. */
  readonly [service: string]: string | URL
}

/** The address of a service, by any way in which its name is written; `undefined` where none is given. */
export type EndpointOf = (service: string) => string | undefined

const nameProblem = (service: string, key: string, earlier: string | undefined): ConfigProblem | undefined => {
  const path = `endpoints.${service}`
  if (!/^[a-z][a-z0-9]*$/.test(key)) {
    return notExpected(
      "endpoints",
      "names of services, such as ssm or dynamodb",
      service,
      "Name the service as the SDK calls its client, without an address or a region."
    )
  }
  const [first, ...others] = keysMeantBy(service)
  if (first !== undefined) {
    return {
      path,
      expected: "a service as the SDK calls its client",
      found: "a name that only signatures have, so that no client asks for it",
      next: `Write ${[first, ...others].join(" or ")}.`
    }
  }
  return earlier === undefined
    ? undefined
    : { path, expected: "one address for a service", found: `the same service as ${earlier}`, next: "Remove one." }
}

const addressProblem = (service: string, url: unknown): ConfigProblem | undefined => {
  const path = `endpoints.${service}`
  if (typeof url === "string" || url instanceof URL) {
    const { problem } = statedBy(String(url), path)
    return problem
  }
  return notExpected(path, "an http or https address, such as http://127.0.0.1:5000", url)
}

/** The addresses, or every mistake in them. */
export const readEndpoints = (endpoints: TestEndpoints): Result.Result<EndpointOf, ReadonlyArray<ConfigProblem>> => {
  const problems: Array<ConfigProblem> = []
  const read = new Map<string, { readonly name: string; readonly url: string }>()
  for (const [name, url] of Object.entries(endpoints)) {
    const key = serviceKey(name)
    const problem = nameProblem(name, key, read.get(key)?.name) ?? addressProblem(name, url)
    if (problem === undefined) read.set(key, { name, url: String(url) })
    else problems.push(problem)
  }
  return problems.length > 0 ? Result.fail(problems) : Result.succeed((service) => read.get(serviceKey(service))?.url)
}
