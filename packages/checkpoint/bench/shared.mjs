export const MB = 1e6;

/** Bytes without repetition, so that no chunk is another's. */
export function noise(bytes, seed = 1) {
  const words = new Uint32Array(bytes / 4);
  let state = seed;
  for (let index = 0; index < words.length; index += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    words[index] = state;
  }
  return new Float32Array(words.buffer);
}

export function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

export async function milliseconds(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
