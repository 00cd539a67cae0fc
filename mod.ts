/**
 * The right AWS session for a purpose (devops, a workload env, the app itself), wherever an Effect program runs.
 *
 * @module
 */
export { BotoSesFactory } from "./src/live/BotoSesFactory.ts"
