/** Returns the SHA-256, in hex, of everything that a tree of plain data holds: names, numbers, texts and arrays, to the bit. */
export async function digestOf(tree: unknown): Promise<string> {
  const parts: Uint8Array[] = [];
  append(tree, parts);
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function append(value: unknown, parts: Uint8Array[]): void {
  if (ArrayBuffer.isView(value)) {
    parts.push(textOf(value.constructor.name));
    parts.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice());
  } else if (typeof value === 'number') parts.push(new Uint8Array(Float64Array.of(value).buffer));
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) {
      parts.push(textOf(name));
      append(inner, parts);
    }
  else parts.push(textOf(String(value)));
}

/** Each text ends in a zero, so that no two trees give the same bytes by moving a letter from one to the next. */
function textOf(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\0`);
}
