export * from "../services/SessionStore.ts"
