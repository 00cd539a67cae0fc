// Calls the bundle as Lambda does.
import { handler } from "./dist/handler.mjs"

const found = await handler({ bucket: process.argv[2] })
console.log(`${found.length} objects in ${process.argv[2]}`)
