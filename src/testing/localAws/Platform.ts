/**
 * The addresses at which a platform gives its workload credentials: container
 * credentials and the instance metadata service, version 2.
 *
 * Sources: AWS SDKs and Tools Reference Guide, "Container credential provider";
 * EC2 User Guide, "Use the Instance Metadata Service to access instance metadata".
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type CredentialStore, plainContext, type SessionCredential } from "./Credentials.ts"
import type { HttpAnswer, HttpRequest } from "./HttpMessage.ts"
import { token as randomToken } from "./Ids.ts"
import type { Options, PlatformRoleOptions } from "./Options.ts"
import { assumedRole } from "./Principal.ts"
import { isoSeconds } from "./StsSession.ts"
import type { Role, World } from "./World.ts"

/** Where container credentials are served. */
export const containerPath = "/credentials/container"

const imdsCredentials = "/latest/meta-data/iam/security-credentials"

// A platform hands out new keys a while before the old ones end; EC2 documents five minutes.
const renewalMargin = Duration.toMillis("5 minutes")

/** What is asked of a platform, by the request's method and path; undefined where it asks for something else. */
export const platformRoute = (
  method: string,
  path: string
): { readonly service: "container" | "imds"; readonly action: string } | undefined => {
  if (path === containerPath) return { service: "container", action: "GetCredentials" }
  if (path === "/latest/api/token") return { service: "imds", action: method === "PUT" ? "PutToken" : "GetToken" }
  if (path === imdsCredentials || path === `${imdsCredentials}/`) return { service: "imds", action: "ListRoles" }
  if (path.startsWith(`${imdsCredentials}/`)) return { service: "imds", action: "GetCredentials" }
  return path.startsWith("/latest/") ? { service: "imds", action: "GetMetadata" } : undefined
}

/** A role whose sessions are renewed in time. */
class PlatformRole {
  readonly role: Role
  readonly #world: World
  readonly #store: CredentialStore
  readonly #sessionName: string
  readonly #durationSeconds: number
  #current: SessionCredential | undefined

  constructor(
    world: World,
    store: CredentialStore,
    role: Role,
    options: PlatformRoleOptions,
    defaultSessionName: string
  ) {
    this.#world = world
    this.#store = store
    this.role = role
    this.#sessionName = options.sessionName ?? defaultSessionName
    this.#durationSeconds = Math.floor(Duration.toSeconds(options.duration ?? "6 hours"))
  }

  credential(now: number): SessionCredential {
    const held = this.#current === undefined ? undefined : this.#store.get(this.#current.accessKeyId)
    if (this.#current !== undefined && (held?.session?.expiration ?? 0) - now > renewalMargin) return this.#current
    const principal = assumedRole(this.#world, this.role, this.#sessionName)
    this.#current = this.#store.addSession(principal, now, this.#durationSeconds, plainContext)
    return this.#current
  }
}

const json = (status: number, body: object): HttpAnswer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body)
})

const text = (status: number, body: string, errorCode?: string): HttpAnswer => ({
  status,
  headers: { "content-type": "text/plain" },
  body,
  ...(errorCode === undefined ? {} : { errorCode })
})

const keysOf = (credential: SessionCredential) => ({
  AccessKeyId: credential.accessKeyId,
  SecretAccessKey: Redacted.value(credential.secretAccessKey),
  Token: Redacted.value(credential.sessionToken),
  Expiration: isoSeconds(credential.session.expiration)
})

/** The platform of one server. */
export class Platform {
  /** For `AWS_CONTAINER_AUTHORIZATION_TOKEN`; absent where no container credentials are served. */
  readonly authorizationToken: Redacted.Redacted | undefined
  readonly #container: PlatformRole | undefined
  readonly #instance: PlatformRole | undefined
  /** The metadata tokens given out, with their ends by the `Clock`. */
  readonly #tokens = new Map<string, number>()

  constructor(options: Options, world: World, store: CredentialStore) {
    const make = (given: PlatformRoleOptions | undefined, sessionName: string) => {
      const role = given === undefined ? undefined : world.accounts[given.accountId]?.roles[given.role]
      return given === undefined || role === undefined
        ? undefined
        : new PlatformRole(world, store, role, given, sessionName)
    }
    this.#container = make(options.containerCredentials, "ecs-0123456789abcdef")
    this.#instance = make(options.instanceProfile, "i-0123456789abcdef0")
    this.authorizationToken =
      options.containerCredentials === undefined
        ? undefined
        : Redacted.make(options.containerCredentials.token ?? randomToken(32))
  }

  /** Answers a request that {@link platformRoute} recognised. */
  answer(action: string, service: string, request: HttpRequest): Effect.Effect<HttpAnswer> {
    return Effect.map(Clock.currentTimeMillis, (now) =>
      service === "container" ? this.#containerAnswer(request, now) : this.#imdsAnswer(action, request, now)
    )
  }

  #containerAnswer(request: HttpRequest, now: number): HttpAnswer {
    if (this.#container === undefined || this.authorizationToken === undefined) {
      return {
        ...json(404, { code: "NotFound", message: "There are no container credentials here" }),
        errorCode: "NotFound"
      }
    }
    if (request.method !== "GET") {
      return {
        ...json(405, { code: "MethodNotAllowed", message: "Only GET is allowed" }),
        errorCode: "MethodNotAllowed"
      }
    }
    if (request.headers.authorization !== Redacted.value(this.authorizationToken)) {
      return {
        ...json(401, { code: "Unauthorized", message: "Invalid authorization token" }),
        errorCode: "Unauthorized"
      }
    }
    return json(200, { RoleArn: this.#container.role.arn, ...keysOf(this.#container.credential(now)) })
  }

  #imdsAnswer(action: string, request: HttpRequest, now: number): HttpAnswer {
    if (this.#instance === undefined) return text(404, "Not Found", "NotFound")
    if (action === "PutToken") return this.#putToken(request, now)
    if (request.method !== "GET" || action === "GetToken") return text(405, "Method Not Allowed", "MethodNotAllowed")
    if ((this.#tokens.get(request.headers["x-aws-ec2-metadata-token"] ?? "") ?? 0) <= now) {
      return text(401, "Unauthorized", "Unauthorized")
    }
    const { role } = this.#instance
    if (action === "ListRoles") return text(200, role.name)
    if (action === "GetCredentials" && request.path === `${imdsCredentials}/${role.name}`) {
      return json(200, {
        Code: "Success",
        LastUpdated: isoSeconds(now),
        Type: "AWS-HMAC",
        ...keysOf(this.#instance.credential(now))
      })
    }
    return text(404, "Not Found", "NotFound")
  }

  #putToken(request: HttpRequest, now: number): HttpAnswer {
    const ttl = request.headers["x-aws-ec2-metadata-token-ttl-seconds"] ?? ""
    if (!/^\d{1,5}$/.test(ttl) || Number(ttl) < 1 || Number(ttl) > 21_600) return text(400, "Bad Request", "BadRequest")
    // Source: EC2 User Guide, IMDSv2 refuses a token request that a proxy passed on.
    if (request.headers["x-forwarded-for"] !== undefined) return text(403, "Forbidden", "Forbidden")
    const token = randomToken(40)
    this.#tokens.set(token, now + Number(ttl) * 1000)
    const answer = text(200, token)
    return { ...answer, headers: { ...answer.headers, "x-aws-ec2-metadata-token-ttl-seconds": ttl } }
  }
}
