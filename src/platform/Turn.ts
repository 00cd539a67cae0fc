/**
 * Turns: of all processes of one user on one host that want to do the same, one does it and the others wait for what
 * comes of it. A turn ends with its process, however that ends: it is a listening Unix domain socket, whose connections
 * the kernel ends. It spares work; nothing may go wrong where two have it.
 *
 * A socket listens under a name of its own and then gets the turn's with a generation, by `link`, which fails where the
 * name is. Whoever finds only dead generations links the next. That alone would let two in: one that still looks at a
 * dead generation while another, after the sweep, begins anew. So a generation is only a claim:
 *
 * 1. Who has linked one looks again. Any other claim that lives, or may, is reason to withdraw: for the higher one at
 *    once, for the lower one if the other greets. Nobody greets before that look is over.
 * 2. It then looks whether its own claim is still there.
 * 3. Only an owner removes claims of others, and only those that it has seen dead.
 *
 * Of two claims the one that came second was there after the first, so its look finds that one, unless it was removed.
 * Only an owner removes, and it stays one while it does: the look finds the owner, or the claim's loss.
 *
 * A claim that does not greet is that of a stopped process, or one that a child of Deno's has inherited. It is given
 * time, and then counts as dead, but it is left where it is: it may go on.
 */
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { bootId } from "./BootId.ts"
import {
  type Generation,
  lastGeneration,
  linkFile,
  openTurnFolder,
  removeFile,
  socketIdentity,
  type TurnFolder
} from "./TurnFolder.ts"
import { type Line, type Probe, pause, probe } from "./TurnLine.ts"
import { listen, type TurnSocket } from "./TurnSocket.ts"

/** It is this process's turn, until the scope closes or the process ends. */
export interface Mine {
  readonly _tag: "Mine"
  /** What those who wait are told from now on, such as that a person is being asked; up to 1 KiB. */
  readonly announce: (words: string) => void
  /** What all who wait are given when the turn ends; up to 64 KiB, and nothing of what is longer. */
  readonly conclude: (outcome: Uint8Array) => void
}

/** It is another's turn. */
export interface Theirs {
  readonly _tag: "Theirs"
  /**
   * Ends when their turn does, with what came of it if they said so; `undefined` also where they were killed. The caller
   * limits it, and takes the turn again: a stopped owner ends nothing, nor does one of Deno's that was killed while a
   * child of its lives, since that has inherited the connection.
   */
  readonly ended: Effect.Effect<Uint8Array | undefined>
  /** What they last announced, as it came. */
  readonly announced: () => string | undefined
}

/** Nobody can tell whose turn it is: the file system has no sockets or no links, or does not let this process have one. */
export interface NoTurns {
  readonly _tag: "NoTurns"
}

/** How long a claim may be without a greeting while its process looks for others, in milliseconds. */
const patience = 1_000

/** Looks at the folder before this process goes without a turn. More than a few come only where names are changed for ever. */
const mostRounds = 200

/** How often the same socket may end a connection without a greeting before it is none of an owner's. */
const mostEnds = 10

const noTurns: NoTurns = { _tag: "NoTurns" }

/** What a process holds while it takes a turn, and has it. */
interface Hands {
  readonly folder: TurnFolder
  /** All that were opened to owners. */
  readonly lines: Set<Line>
  /** The sockets that were found to be no owner's, by identity. */
  readonly dismissed: Set<string>
  /** How often which socket has ended a connection without a greeting. */
  readonly ends: Map<string, number>
  claim: Claim | undefined
}

/** A socket of this process, and its name. */
interface Claim {
  readonly socket: TurnSocket
  readonly identity: string
  path: string
}

type Settled = Extract<Probe, { readonly _tag: "Greeted" | "Barred" }>

interface Unsettled {
  readonly other: Generation
  readonly state: Exclude<Probe, Settled>["_tag"]
}

/** Asks all others whether they live; `limit` says how long each has for its greeting. Whoever greets settles it. */
const askAll = (
  { claim, dismissed, lines }: Hands,
  generations: ReadonlyArray<Generation>,
  limit: (other: Generation) => number
): Effect.Effect<Result.Result<ReadonlyArray<Unsettled>, Settled>> =>
  Effect.result(
    Effect.forEach(
      generations.filter(
        ({ identity }) => identity !== undefined && identity !== claim?.identity && !dismissed.has(identity)
      ),
      (other) =>
        Effect.flatMap(probe(other.address, limit(other), lines), (found) =>
          found._tag === "Greeted" || found._tag === "Barred"
            ? Effect.fail(found)
            : Effect.succeed({ other, state: found._tag })
        ),
      { concurrency: "unbounded" }
    )
  )

const drop: (hands: Hands) => Effect.Effect<void> = Effect.fnUntraced(function* (hands) {
  const { claim } = hands
  if (claim === undefined) return
  hands.claim = undefined
  // Before the connections end: who is told so finds it gone.
  if (socketIdentity(claim.path) === claim.identity) removeFile(claim.path)
  yield* claim.socket.close
}, Effect.uninterruptible)

/** A socket that listens under a name of its own. */
const makeClaim: (hands: Hands) => Effect.Effect<Claim | undefined> = Effect.fnUntraced(function* (hands) {
  if (hands.claim !== undefined) return hands.claim
  const { address, path } = hands.folder.pending()
  const socket = yield* listen(address)
  if (socket === undefined) return undefined
  hands.claim = { socket, path, identity: socketIdentity(path) ?? "" }
  return hands.claim
}, Effect.uninterruptible)

/** Notes what the others turned out to be. One of them that came or went just now is reason for another look. */
const changeIn = ({ dismissed, ends }: Hands, found: ReadonlyArray<Unsettled>): "again" | "later" | undefined => {
  for (const { other, state } of found) {
    const { identity = "" } = other
    const times = (ends.get(identity) ?? 0) + (state === "Ended" ? 1 : 0)
    ends.set(identity, times)
    if (state === "Silent" || times >= mostEnds) dismissed.add(identity)
  }
  if (found.some(({ state }) => state === "Ended")) return "later"
  return found.some(({ state }) => state === "Absent") ? "again" : undefined
}

/** How a round ended: with an answer, or with one more, at once or after a pause. */
type Round = Mine | Theirs | NoTurns | "again" | "later"

const settle: (hands: Hands, settled: Settled) => Effect.Effect<Round> = Effect.fnUntraced(function* (hands, settled) {
  yield* drop(hands)
  if (settled._tag === "Barred") return noTurns
  const { announced, ended } = settled.line
  return { _tag: "Theirs", ended, announced }
})

/** The second look of who has linked a generation. */
const confirm: (hands: Hands, claim: Claim, own: number) => Effect.Effect<Round> = Effect.fnUntraced(
  function* (hands, claim, own) {
    const generations = hands.folder.generations() ?? []
    const asked = yield* askAll(hands, generations, ({ number }) => (number > own ? patience : 0))
    if (Result.isFailure(asked)) return yield* settle(hands, asked.failure)
    const mayLive = asked.success.some(({ state }) => state === "Silent")
    if (mayLive || socketIdentity(claim.path) !== claim.identity) {
      yield* drop(hands)
      return "later"
    }
    for (const { other, state } of asked.success) if (state === "Dead") removeFile(other.path)
    hands.folder.sweep(claim.path)
    claim.socket.greet()
    return { _tag: "Mine", announce: claim.socket.announce, conclude: claim.socket.conclude }
  }
)

const round: (hands: Hands) => Effect.Effect<Round> = Effect.fnUntraced(function* (hands) {
  const { folder } = hands
  const generations = folder.generations()
  if (generations === undefined) return noTurns
  const asked = yield* askAll(hands, generations, () => 2 * patience)
  if (Result.isFailure(asked)) return yield* settle(hands, asked.failure)
  const change = changeIn(hands, asked.success)
  if (change !== undefined) return change
  const own = (generations[0]?.number ?? 0) + 1
  const claim = own > lastGeneration ? undefined : yield* makeClaim(hands)
  if (claim === undefined) return noTurns
  const pending = claim.path
  const code = linkFile(pending, folder.pathOf(own))
  if (code === "EEXIST") return "again"
  if (code === undefined) {
    claim.path = folder.pathOf(own)
    removeFile(pending)
    return yield* confirm(hands, claim, own)
  }
  yield* drop(hands)
  // Its first name was taken for one that was left behind: this process has stood still.
  return code === "ENOENT" ? "later" : noTurns
})

/**
 * Takes the turn of a name, or tells whose it is; it never waits for its end. An owner has two seconds to greet, then it
 * counts as dead; longer where more processes run than the machine has processors for.
 *
 * The turn, or the connection to who has it, lasts until the scope closes. Neither keeps a process alive, but for a wait
 * for `ended`.
 *
 * @param folder a folder that is this user's alone (0700), which the caller has made sure of.
 * @param name of any length; it stands in no file's name.
 */
export const takeTurn: (folder: string, name: string) => Effect.Effect<Mine | Theirs | NoTurns, never, Scope.Scope> =
  Effect.fnUntraced(function* (folder, name) {
    const kernel = yield* bootId
    const opened = kernel === undefined ? undefined : openTurnFolder(folder, name, kernel)
    if (opened === undefined) return noTurns
    const hands: Hands = { folder: opened, lines: new Set(), dismissed: new Set(), ends: new Map(), claim: undefined }
    yield* Effect.addFinalizer(() =>
      Effect.andThen(
        drop(hands),
        Effect.sync(() => {
          for (const line of hands.lines) line.close()
          opened.close()
        })
      )
    )
    for (let rounds = 0; rounds < mostRounds; rounds++) {
      const found = yield* round(hands)
      if (typeof found === "object") return found
      if (found === "later") yield* pause(yield* Random.nextIntBetween(1, 10))
    }
    yield* drop(hands)
    return noTurns
  })
