import { layerServer } from "../../src/handover/SnapshotServer.ts"
import { snapshotStoreSuite } from "./snapshotStoreSuite.ts"

snapshotStoreSuite("SnapshotStore.layerServer", layerServer)
