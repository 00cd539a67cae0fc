import * as http from "node:http"
import * as https from "node:https"
import * as Effect from "effect/Effect"

/** No answer came: the connection was refused or cut, or the time was over. */
export interface NoAnswer {
  readonly _tag: "NoAnswer"
  /** For people: `no answer within 1000 ms`, `connect ECONNREFUSED 127.0.0.1:80`. */
  readonly detail: string
  readonly cause: unknown
}

export interface HttpText {
  readonly status: number
  readonly body: string
}

export interface HttpTextRequest {
  readonly url: URL
  readonly method?: "GET" | "PUT"
  readonly headers?: { readonly [name: string]: string }
  /** Milliseconds of real time for the whole exchange. */
  readonly limit: number
}

/** Milliseconds, from the seconds of boto3's `AWS_METADATA_SERVICE_TIMEOUT`; what is no sensible number is unset. */
export const platformLimit = (seconds: string | undefined, otherwise: number): number => {
  const stated = Number(seconds)
  return stated > 0 && stated <= 60 ? Math.ceil(stated * 1000) : otherwise
}

/** Far above any answer with credentials; what is longer is no such answer. */
const longest = 1_000_000

/**
 * One request to an address of the machine's own, with a limit of time that holds on every runtime, and without the
 * proxies that `fetch` takes from the environment: credentials of the platform never go through one.
 */
export const httpText = ({
  url,
  method = "GET",
  headers = {},
  limit
}: HttpTextRequest): Effect.Effect<HttpText, NoAnswer> =>
  Effect.callback<HttpText, NoAnswer>((resume) => {
    const { Agent, request } = url.protocol === "https:" ? https : http
    const agent = new Agent({ keepAlive: false })
    const fail = (detail: string, cause?: unknown) => {
      finish()
      resume(Effect.fail({ _tag: "NoAnswer", detail, cause }))
    }
    const timer = setTimeout(() => fail(`no answer within ${limit} ms`), limit)
    const sent = request(url, { method, headers, agent }, (response) => {
      let body = ""
      response.setEncoding("utf8")
      response.on("data", (part: string) => {
        body += part
        if (body.length > longest) fail("the answer is too long")
      })
      response.on("error", (error) => fail(error.message, error))
      response.on("aborted", () => fail("the connection was cut"))
      response.on("end", () => {
        clearTimeout(timer)
        agent.destroy()
        resume(Effect.succeed({ status: response.statusCode ?? 0, body }))
      })
    })
    const finish = () => {
      clearTimeout(timer)
      sent.destroy()
      agent.destroy()
    }
    sent.on("error", (error) => fail(error.message || String(error), error))
    sent.end()
    return Effect.sync(finish)
  })
