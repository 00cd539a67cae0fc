import { spanWords } from "../../terminal/KeptWords.ts"
import type { Style } from "../../terminal/Screen.ts"
import { type Column, type Row, renderTable } from "../../terminal/Table.ts"
import type { KeptTarget } from "./schema.ts"

type Key = "target" | "account" | "principal" | "age" | "ends"

const columns: readonly [Column<Key>, ...ReadonlyArray<Column<Key>>] = [
  { key: "target", header: "TARGET", ink: "accent" },
  { key: "account", header: "ACCOUNT" },
  { key: "principal", header: "PRINCIPAL", whenNarrow: "shorten" },
  { key: "age", header: "AGE", align: "right" },
  { key: "ends", header: "ENDS IN", align: "right" }
]

const words: { readonly [State in Exclude<KeptTarget["state"], "kept">]: string } = {
  none: "none is kept",
  unkept: "not kept",
  unknown: "unknown without signing in",
  refused: "no session here"
}

const rowOf = ({ target, state, why, accountId, principal, madeAt, expiration }: KeptTarget, now: number): Row<Key> =>
  state === "kept"
    ? {
        target,
        account: accountId ?? "",
        principal: principal ?? "",
        age: madeAt === null ? "" : spanWords(now - Date.parse(madeAt)),
        ends: expiration === null ? "" : spanWords(Date.parse(expiration) - now)
      }
    : {
        target,
        account: {
          text: `${words[state]}${why === null ? "" : ` (${why})`}`,
          ink: state === "refused" ? "warn" : "dim"
        }
      }

/** What is kept, a line for each target. */
export const sessionLines = (
  kept: ReadonlyArray<KeptTarget>,
  now: number,
  { columns: width, paint }: Style
): ReadonlyArray<string> =>
  renderTable({ columns, sections: [{ rows: kept.map((target) => rowOf(target, now)) }] }, { width, paint })
