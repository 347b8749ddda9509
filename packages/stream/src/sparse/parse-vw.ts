import type { RowFault } from '../blocks/row-block.js';

type Line = { readonly value: unknown } | { readonly fault: RowFault };

/** What labels of sparse rows are called, which have no names. */
const LABEL = 'label';

/**
 * Reads a line of Vowpal Wabbit's text format: `label [importance] [base] ['tag]|namespace[:scale] feature[:value] …`. A
 * feature is the column `namespace^feature`, or its own name in the namespace without a name.
 */
export function parseVw(text: string): Line {
  const bar = text.indexOf('|');
  if (bar === -1) return fault(text, 'has no | before its features, as a line of Vowpal Wabbit has');
  const row = newRow();
  const [label] = text.slice(0, bar).trim().split(/\s+/);
  if (label !== undefined && label !== '' && !label.startsWith("'")) {
    const number = Number(label);
    if (Number.isNaN(number))
      return fault(text, `has the label ${JSON.stringify(label.slice(0, 40))}, wanted a number`);
    row[LABEL] = number;
  }
  for (const part of text.slice(bar + 1).split('|')) {
    const words = part
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '');
    let prefix = '';
    let scale = 1;
    // A namespace stands right after the bar.
    if (!/^\s/.test(part) && words.length > 0) {
      const [name, size] = cut(words.shift()!);
      prefix = name === '' ? '' : `${name}^`;
      scale = size;
    }
    for (const word of words) {
      const [name, value] = cut(word);
      if (Number.isNaN(value))
        return fault(text, `has the feature ${JSON.stringify(word.slice(0, 40))}, wanted name:number`);
      add(row, prefix + name, value * scale);
    }
  }
  return { value: row };
}

/** Reads a line of libsvm's format: `label index:value index:value … # comment`. */
export function parseLibsvm(text: string): Line {
  const [body = ''] = text.split('#');
  const [label = '', ...features] = body.trim().split(/\s+/);
  const row = newRow();
  const number = Number(label);
  if (label === '' || Number.isNaN(number))
    return fault(
      text,
      `has the label ${JSON.stringify(label.slice(0, 40))}, wanted a number, as a line of libsvm has`,
    );
  row[LABEL] = number;
  for (const feature of features) {
    if (feature.startsWith('qid:')) continue;
    const at = feature.indexOf(':');
    const value = at < 1 ? Number.NaN : Number(feature.slice(at + 1));
    if (Number.isNaN(value))
      return fault(text, `has the feature ${JSON.stringify(feature.slice(0, 40))}, wanted index:number`);
    add(row, feature.slice(0, at), value);
  }
  return { value: row };
}

/** Tells by a first line whether a text is of one of the two formats. */
export function sparseFormat(line: string): 'vw' | 'libsvm' | undefined {
  if (/^[+-]?[\d.]+(?:[eE][+-]?\d+)?(?:\s+(?:qid:)?\d+:[-+\d.eE]+)+\s*(?:#.*)?$/.test(line)) return 'libsvm';
  return /^(?:[+-]?[\d.]+(?:\s+[\d.]+){0,2}\s*)?(?:'?[^\s|,;]*)?\|[^|\s,;]*\s+[^|]*[^|\s]/.test(line) &&
    /^[+-]?[\d.]*\s|^\|/.test(line)
    ? 'vw'
    : undefined;
}

/** A row may have a feature that is called `__proto__`. */
function newRow(): Record<string, number> {
  return Object.create(null);
}

function add(row: Record<string, number>, name: string, value: number): void {
  row[name] = (row[name] ?? 0) + value;
}

function cut(word: string): readonly [name: string, value: number] {
  const at = word.lastIndexOf(':');
  if (at === -1) return [word, 1];
  return [word.slice(0, at), word.length === at + 1 ? Number.NaN : Number(word.slice(at + 1))];
}

function fault(text: string, message: string): Line {
  return { fault: { code: 'BAD_ROW', message, value: text } };
}
