import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redis from "effect/persistence/Redis"
import type { Guard } from "./Guard.ts"

const removed = ({ send }: Redis.Redis["Service"], { ask }: Guard, names: ReadonlyArray<string>) =>
  Effect.map(
    Effect.forEach(names, (name) => ask(send<number>("DEL", name))),
    (answers) => answers.filter((answer) => Option.isSome(answer) && Number(answer.value) > 0).length
  )

/** Removes entries by their names in Redis; how many there were. */
export const clearNames = (
  redis: Redis.Redis["Service"],
  guard: Guard,
  names: ReadonlyArray<string>
): Effect.Effect<number> => removed(redis, guard, names)

/** Removes every entry below a prefix; it needs no key. */
export const clearAll: (redis: Redis.Redis["Service"], guard: Guard, prefix: string) => Effect.Effect<number> =
  Effect.fnUntraced(function* (redis: Redis.Redis["Service"], guard: Guard, prefix: string) {
    const pattern = `${prefix.replace(/[\\*?[\]]/g, "\\$&")}{*}:session`
    const names = new Set<string>()
    let cursor = "0"
    do {
      const page = yield* guard.ask(
        redis.send<readonly [string, ReadonlyArray<string>]>("SCAN", cursor, "MATCH", pattern, "COUNT", "500")
      )
      if (Option.isNone(page)) break
      cursor = String(page.value[0])
      for (const name of page.value[1]) names.add(name)
    } while (cursor !== "0")
    return yield* removed(redis, guard, [...names])
  })
