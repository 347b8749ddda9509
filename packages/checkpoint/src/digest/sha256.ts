import { sha256Portable } from './sha256-portable.js';

type CryptoModule = {
  /** Not in every runtime that has such a module. */
  hash?(name: 'sha256', bytes: Uint8Array, encoding: 'hex'): string;
};
type PlatformProcess = {
  getBuiltinModule?(id: 'crypto'): CryptoModule | undefined;
};

// Asked for at run time instead of imported, so that bundles for browsers have nothing to resolve: the value is the
// same everywhere, only the time it takes is not. See docs/decisions/0102-checkpoint-hash.md.
const platform: CryptoModule | undefined = /* @__PURE__ */ (
  globalThis as { process?: PlatformProcess }
).process?.getBuiltinModule?.('crypto');

/** Returns the SHA-256 of some bytes as 64 lower-case hexadecimal digits, by the fastest way this platform has. */
export function sha256(bytes: Uint8Array): string {
  if (platform?.hash !== undefined) return platform.hash('sha256', bytes, 'hex');
  let text = '';
  for (const byte of sha256Portable(bytes)) text += byte.toString(16).padStart(2, '0');
  return text;
}
