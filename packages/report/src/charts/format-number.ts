/** Writes a number for people: three digits that say something, thousands apart, no exponent where it can be helped. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (size === 0) return '0';
  if (size >= 1e15 || size < 1e-4) return sign + size.toExponential(2).replace('e+', 'e').replace('e-', 'e−');
  if (Number.isInteger(size) || size >= 1000) return sign + grouped(Math.round(size));
  const decimals = size >= 100 ? 1 : size >= 10 ? 2 : size >= 0.01 ? 3 : 5;
  return sign + size.toFixed(decimals).replace(/\.?0+$/, '');
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
