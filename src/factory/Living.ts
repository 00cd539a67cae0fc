/** Values that others hold, known for as long as they do. */
export interface Living<Value extends object> {
  readonly add: (value: Value) => void
  readonly values: () => ReadonlyArray<Value>
}

export const makeLiving = <Value extends object>(): Living<Value> => {
  const references = new Set<WeakRef<Value>>()
  const collected = new FinalizationRegistry<WeakRef<Value>>((reference) => references.delete(reference))
  return {
    add: (value) => {
      const reference = new WeakRef(value)
      references.add(reference)
      collected.register(value, reference)
    },
    values: () => [...references].flatMap((reference) => reference.deref() ?? [])
  }
}
