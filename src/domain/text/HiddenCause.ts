/** Deeper than this an error tells nothing that helps. */
const deepest = 8

/**
 * A copy of what a foreign library threw, with `hide` applied to every text in it: its own fields, those within them and
 * its causes. An error stays an error of its class, with its stack.
 *
 * **Details**: only what can be looked through is copied. Functions and instances of other classes (an answer, a socket)
 * are left out, since they lead to the request and its headers.
 */
export const hiddenCause = (thrown: unknown, hide: (text: string) => string): unknown => {
  const copies = new Map<object, unknown>()

  const fieldsInto = (copy: object, from: object, depth: number): void => {
    for (const [name, { enumerable = false }] of Object.entries(Object.getOwnPropertyDescriptors(from))) {
      const value = copyOf(read(from, name), depth + 1)
      if (value === undefined) continue
      Object.defineProperty(copy, hide(name), { value, enumerable, writable: true, configurable: true })
    }
  }

  const copyOf = (value: unknown, depth: number): unknown => {
    if (typeof value === "string") return hide(value)
    if (typeof value === "function" || typeof value === "symbol") return undefined
    if (typeof value !== "object" || value === null) return value
    if (copies.has(value)) return copies.get(value)
    if (depth > deepest) return undefined
    if (value instanceof Date) return value
    const copy = emptyCopy(value)
    copies.set(value, copy)
    if (copy === undefined) return undefined
    if (Array.isArray(copy)) copy.push(...(value as ReadonlyArray<unknown>).map((item) => copyOf(item, depth + 1)))
    else fieldsInto(copy, value, depth)
    return copy
  }

  return copyOf(thrown, 0)
}

/** Where the SDK's errors keep the whole answer, and with it the request. */
const answers: ReadonlySet<string> = new Set(["$response", "response", "request"])

/** A getter may throw; what it then would have told is left out. */
const read = (from: object, name: string): unknown => {
  if (answers.has(name)) return undefined
  try {
    return Reflect.get(from, name)
  } catch {
    return undefined
  }
}

/** What a value's copy begins with; `undefined` for one that is not copied. */
const emptyCopy = (value: object): object | undefined => {
  if (Array.isArray(value)) return []
  const prototype: unknown = Object.getPrototypeOf(value)
  if (value instanceof Error) return emptyError(value)
  return prototype === Object.prototype || prototype === null ? {} : undefined
}

/**
 * An error of the same class, made without the constructor of that class. Its own fields go first: Bun makes the stack
 * when it is asked for, and would ask a class that computes its message for one.
 */
const emptyError = (error: Error): Error => {
  const copy = new Error()
  for (const name of Object.getOwnPropertyNames(copy)) Reflect.deleteProperty(copy, name)
  return Object.setPrototypeOf(copy, Object.getPrototypeOf(error))
}
