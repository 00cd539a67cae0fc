import { layerServer } from "../../../src/handover/store/ServerStore.ts"
import { snapshotStoreSuite } from "../snapshotStoreSuite.ts"

snapshotStoreSuite("SnapshotStore.layerServer", layerServer)
