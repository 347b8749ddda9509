import { sha256Portable } from './sha256-portable.js';

interface Hasher {
  update(bytes: Uint8Array): Hasher;
  digest(encoding: 'hex'): string;
}
interface CryptoModule {
  createHash(name: 'sha256'): Hasher;
}
interface PlatformProcess {
  getBuiltinModule?(id: 'crypto'): CryptoModule | undefined;
}

// Asked for at run time instead of imported, so that bundles for browsers have nothing to resolve: the value is the
// same everywhere, only the time it takes is not. See docs/decisions/0102-checkpoint-hash.md.
const platform: CryptoModule | undefined = /* @__PURE__ */ (
  globalThis as { process?: PlatformProcess }
).process?.getBuiltinModule?.('crypto');

/** Gives the SHA-256 of some bytes as 64 lower-case hexadecimal digits, by the fastest way this platform has. */
export function sha256(bytes: Uint8Array): string {
  if (platform !== undefined) return platform.createHash('sha256').update(bytes).digest('hex');
  let text = '';
  for (const byte of sha256Portable(bytes)) text += byte.toString(16).padStart(2, '0');
  return text;
}
