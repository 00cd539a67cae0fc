/** The buckets of a local AWS and what is in them. */
import type { World } from "./World.ts"

/** An object as it was put. */
export interface StoredObject {
  readonly body: Uint8Array
  /** In double quotes. */
  readonly etag: string
  /** Milliseconds since 1970, by the `Clock` of the server. */
  readonly lastModified: number
  /** What comes back with it: its type, its `x-amz-meta-…`. */
  readonly headers: { readonly [name: string]: string }
}

/** A bucket with its objects by their keys. */
export interface Bucket {
  readonly name: string
  readonly accountId: string
  readonly region: string
  /** Milliseconds since 1970. */
  readonly created: number
  readonly objects: Map<string, StoredObject>
}

// The buckets of the options have no history: any fixed moment serves.
const before = Date.UTC(2024, 0, 1)

/** The buckets of one server: names belong to one account in all the world. */
export class BucketStore {
  readonly #byName = new Map<string, Bucket>()

  constructor(world: World) {
    for (const { accountId, buckets } of Object.values(world.accounts)) {
      for (const name of buckets) this.add(name, accountId, "us-east-1", before)
    }
  }

  add(name: string, accountId: string, region: string, created: number): void {
    this.#byName.set(name, { name, accountId, region, created, objects: new Map() })
  }

  get(name: string): Bucket | undefined {
    return this.#byName.get(name)
  }

  delete(name: string): void {
    this.#byName.delete(name)
  }

  of(accountId: string): ReadonlyArray<Bucket> {
    return Array.from(this.#byName.values())
      .filter((bucket) => bucket.accountId === accountId)
      .sort((left, right) => (left.name < right.name ? -1 : 1))
  }
}
