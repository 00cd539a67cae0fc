/**
 * MFA devices: time-based one-time passwords (RFC 6238: SHA-1, 30 seconds, six
 * digits) by the `Clock`, each accepted once.
 */
import { Buffer } from "node:buffer"
import { createHmac, randomBytes } from "node:crypto"

const stepMillis = 30_000

interface Device {
  readonly secret: Uint8Array
  /** The newest step whose code was used: that one and older ones are refused. */
  lastUsed: number
}

const codeOf = (device: Device, step: number): string => {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac("sha1", device.secret).update(counter).digest()
  const offset = (digest[19] ?? 0) & 0xf
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0")
}

/** The devices of one server. */
export class MfaDevices {
  readonly #devices = new Map<string, Device>()

  /** Registers the device of a user. */
  add(serial: string): void {
    this.#devices.set(serial, { secret: randomBytes(20), lastUsed: -1 })
  }

  /** What the device shows; undefined where there is none. */
  codeAt(serial: string, now: number): string | undefined {
    const device = this.#devices.get(serial)
    return device === undefined ? undefined : codeOf(device, Math.floor(now / stepMillis))
  }

  /** Accepts a code of the current step or of one beside it, and then never again. */
  accept(serial: string, code: string, now: number): boolean {
    const device = this.#devices.get(serial)
    if (device === undefined) return false
    const current = Math.floor(now / stepMillis)
    const step = [current, current - 1, current + 1].find(
      (candidate) => candidate >= 0 && candidate > device.lastUsed && codeOf(device, candidate) === code
    )
    if (step === undefined) return false
    device.lastUsed = step
    return true
  }
}
