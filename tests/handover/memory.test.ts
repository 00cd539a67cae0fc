import { layerMemory } from "../../src/handover/memory.ts"
import { snapshotStoreSuite } from "./snapshotStoreSuite.ts"

snapshotStoreSuite("SnapshotStore.layerMemory", layerMemory)
