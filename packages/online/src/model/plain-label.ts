/** A label as it is kept to be told again. */
export function plainLabel(label: unknown): string | number | boolean | null {
  if (typeof label === 'string' || typeof label === 'number' || typeof label === 'boolean') return label;
  return typeof label === 'object' && label !== null && !(label instanceof Date)
    ? JSON.stringify(label)
    : String(label);
}
