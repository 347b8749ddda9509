const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Reads a decimal number as every CSV writer prints it: sign, digits, point, exponent. Spaces around it are ignored;
 * anything else (`0x10`, `1,000`, `Infinity`, an empty text) is NaN.
 */
export function parseNumber(text: string): number {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed) : Number.NaN;
}
