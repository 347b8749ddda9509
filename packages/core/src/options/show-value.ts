/** Says a value in words that fit into a message. */
export function showValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return ArrayBuffer.isView(value)
    ? nameArray(value.constructor.name, (value as Int8Array).length)
    : 'an object';
}

/** Says "a Float32Array of 3". */
export function nameArray(type: string, length: number | undefined): string {
  return `${type.startsWith('I') ? 'an' : 'a'} ${type}${length === undefined ? '' : ` of ${length}`}`;
}
