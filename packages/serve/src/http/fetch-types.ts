/** The `Request` of the engine's own types, `unknown` where a program has none of them (no DOM, no Node). */
export type FetchRequest = typeof globalThis extends { Request: { prototype: infer R } } ? R : unknown;

/** The `Response` of the engine's own types, `unknown` where a program has none of them. */
export type FetchResponse = typeof globalThis extends { Response: { prototype: infer R } } ? R : unknown;
