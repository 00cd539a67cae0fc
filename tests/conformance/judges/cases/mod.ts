/** All rows. */
import type { Case } from "../Case.ts"
import { environment } from "./environment.ts"

export const cases: ReadonlyArray<Case> = [...environment]
