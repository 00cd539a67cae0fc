/**
 * Values by key, of which the last used are held, up to a bound.
 *
 * One past the bound is let go, but not forgotten: as long as somebody else holds it, it is found by its key and among
 * the values, so that nobody makes a second one beside it.
 */
export interface Bounded<Value extends object> {
  /** The value of a key, which is now the last used. */
  readonly get: (key: string) => Value | undefined
  readonly set: (key: string, value: Value) => void
  /** Those that are held, and those that somebody else holds. */
  readonly values: () => ReadonlyArray<Value>
  /** Forgets all, whoever holds them. */
  readonly clear: () => void
}

export const makeBounded = <Value extends object>(bound: number): Bounded<Value> => {
  /** In the order of their use, the longest unused first. */
  const held = new Map<string, Value>()
  const released = new Map<string, WeakRef<Value>>()
  /** Made where it is needed: most programs never come to the bound. */
  let collected: FinalizationRegistry<string> | undefined

  const release = (key: string, value: Value): void => {
    collected ??= new FinalizationRegistry((gone) => {
      // The key may have come to another value since.
      if (released.get(gone)?.deref() === undefined) released.delete(gone)
    })
    held.delete(key)
    released.set(key, new WeakRef(value))
    collected.register(value, key, value)
  }

  const hold = (key: string, value: Value): void => {
    held.delete(key)
    held.set(key, value)
    if (held.size <= bound) return
    const [oldest] = held
    if (oldest !== undefined) release(...oldest)
  }

  return {
    get: (key) => {
      const value = held.get(key) ?? released.get(key)?.deref()
      if (value === undefined) return undefined
      if (released.delete(key)) collected?.unregister(value)
      hold(key, value)
      return value
    },
    set: (key, value) => {
      released.delete(key)
      hold(key, value)
    },
    values: () => [...held.values(), ...[...released.values()].flatMap((reference) => reference.deref() ?? [])],
    clear: () => {
      held.clear()
      released.clear()
    }
  }
}
