import type { NumberMark } from './notation.js';

/** The characters that may separate groups of digits beside comma and point: spaces of three widths, and two apostrophes. */
const SPACES = " \u00a0\u2009\u202f'\u2019";
const CURRENCY =
  /[$¢£¤¥฿\u20a0-\u20c0]|(?<![A-Za-z])(?:EUR|USD|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK|PLN|CZK|HUF|RUB|BRL|CAD|AUD|kr|zł|Kč|Ft|R\$|Fr\.?)(?![A-Za-z])/u;
const DIGITS = /^\d+$/;

/** A number and the marks that it is written with. */
export type MarkedNumber = {
  readonly value: number;
  readonly marks: readonly NumberMark[];
  /** What its separators could be: undefined where both readings give the same. */
  readonly reading: 'point' | 'comma' | 'either' | undefined;
};

/**
 * Reads a number as people write it: `1,003.50`, `1.003,50`, `1 234`, `$12`, `12 €`, `14.3%`, `−5`, `(5.00)`.
 *
 * @param decimal - which of point and comma stands before the decimals.
 * @returns undefined where it is not a number under that reading.
 */
export function markedNumber(text: string, decimal: '.' | ','): MarkedNumber | undefined {
  if (text.length > 60) return undefined;
  let rest = text.trim();
  const marks: NumberMark[] = [];
  let percent = false;
  let currency = false;
  let negative = false;
  let minus = false;
  if (rest.startsWith('(') && rest.endsWith(')')) {
    negative = true;
    rest = rest.slice(1, -1).trim();
  }
  const found = CURRENCY.exec(rest);
  if (found !== null) {
    const before = rest.slice(0, found.index).trim();
    const after = rest.slice(found.index + found[0].length).trim();
    // A sign may stand before the currency, everything else on one side of it only.
    if (after === '') rest = before;
    else if (before === '' || /^[+\-\u2212]$/.test(before)) rest = before + after;
    else return undefined;
    currency = true;
  }
  if (rest.endsWith('%')) {
    percent = true;
    rest = rest.slice(0, -1).trim();
  }
  const sign = rest[0];
  if (sign === '-' || sign === '\u2212' || sign === '+') {
    if (sign !== '+') negative = !negative;
    minus = sign === '\u2212';
    rest = rest.slice(1).trimStart();
  }
  const plain = plainDigits(rest, decimal);
  if (plain === undefined) return undefined;
  const value = Number(plain.digits);
  if (!Number.isFinite(value)) return undefined;
  if (plain.decimalComma) marks.push('decimal comma');
  if (plain.grouped) marks.push('thousands');
  if (currency) marks.push('currency');
  if (percent) marks.push('percent');
  if (minus) marks.push('minus sign');
  return { value: negative ? -value : value, marks, reading: plain.reading };
}

type Plain = {
  readonly digits: string;
  readonly grouped: boolean;
  readonly decimalComma: boolean;
  readonly reading: MarkedNumber['reading'];
};

/** Takes the separators of groups out. */
function plainDigits(text: string, decimal: '.' | ','): Plain | undefined {
  if (DIGITS.test(text)) return { digits: text, grouped: false, decimalComma: false, reading: undefined };
  const [, mantissa, exponent = ''] = /^(.*?\d[.,]?)([eE][+-]?\d{1,4})?$/u.exec(text) ?? [];
  if (mantissa === undefined) return undefined;
  const at = mantissa.lastIndexOf(decimal);
  const whole = at === -1 ? mantissa : mantissa.slice(0, at);
  const decimals = at === -1 ? '' : mantissa.slice(at + 1);
  if (decimals !== '' && !DIGITS.test(decimals)) return undefined;
  if (whole === '' && decimals === '') return undefined;
  const other = decimal === '.' ? ',' : '.';
  const groups = ungroup(whole, other);
  if (groups === undefined) return undefined;
  const separators = mantissa.replaceAll(/\d/g, '');
  return {
    digits: `${groups.digits || '0'}.${decimals || '0'}${exponent}`,
    grouped: groups.separator !== '',
    decimalComma: decimal === ',' && at !== -1,
    reading: readingOf(separators, mantissa),
  };
}

/** `1,234` alone may be read either way; `1,2`, `1,234.5` and `1.234.567` may not. */
function readingOf(separators: string, mantissa: string): MarkedNumber['reading'] {
  const marks = separators.replaceAll(/[^.,]/g, '');
  if (marks === '') return undefined;
  const last = marks.at(-1) === ',' ? 'comma' : 'point';
  const opposite = last === 'comma' ? 'point' : 'comma';
  if (marks.length > 1) return new Set(marks).size === 1 ? opposite : last;
  const [whole = '', tail = ''] = mantissa.split(marks);
  // Three digits after, one to three before, no leading zero: may be a group.
  return /^\d{3}$/.test(tail) && /^[1-9]\d{0,2}$/.test(whole) ? 'either' : last;
}

/** Groups of three digits, or of two before the last three as in India, all with the same separator. */
function ungroup(
  text: string,
  mark: ',' | '.',
): { readonly digits: string; readonly separator: string } | undefined {
  if (text === '' || DIGITS.test(text)) return { digits: text, separator: '' };
  const separator = [...text].find((character) => !(character >= '0' && character <= '9'))!;
  if (separator !== mark && !SPACES.includes(separator)) return undefined;
  const parts = text.split(separator);
  const last = parts.at(-1)!;
  const first = parts[0]!;
  if (!/^\d{3}$/.test(last) || !/^\d{1,3}$/.test(first)) return undefined;
  const middle = parts.slice(1, -1);
  if (!middle.every((part) => /^\d{3}$/.test(part)) && !middle.every((part) => /^\d{2}$/.test(part)))
    return undefined;
  return { digits: parts.join(''), separator };
}

/** Numbers without anything but a sign and decimals, as most are. */
const BARE = { point: /^[+-]?\d+(?:\.\d+)?$/, comma: /^[+-]?\d+(?:,\d+)?$/ } as const;

/** Reads a number in a notation; NaN where it is not one. */
export function parseMarkedNumber(text: string, notation: string): number {
  const isComma = notation.includes('decimal comma');
  if (text.length <= 60 && BARE[isComma ? 'comma' : 'point'].test(text)) {
    const value = Number(isComma ? text.replace(',', '.') : text);
    if (Number.isFinite(value)) return value;
  }
  const number = markedNumber(text, isComma ? ',' : '.');
  return number === undefined ? Number.NaN : number.value;
}
