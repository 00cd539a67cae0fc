import { layerMemory } from "../../../src/handover/store/MemoryStore.ts"
import { snapshotStoreSuite } from "../snapshotStoreSuite.ts"

snapshotStoreSuite("SnapshotStore.layerMemory", layerMemory)
