import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ACTIVATIONS } from '../src/graph/activation.js';
import {
  LANES,
  OPERATION,
  OPTIMIZER,
  OUTPUT_GRADIENT,
  OUTPUT_NORM,
  SLOT,
  START,
} from '../src/kernels/codes.js';
import { WORD } from '../src/kernels/word.js';
import { LOSSES } from '../src/losses/loss.js';

/** The constants that a file of the kernels declares with a plain number. */
function constantsOf(file: string): Record<string, number> {
  const text = readFileSync(new URL(`../assembly/${file}.ts`, import.meta.url), 'utf8');
  const found = text.matchAll(/^(?:export )?const ([A-Z0-9_]+): (?:i32|u32|usize) = (\d+);$/gm);
  return Object.fromEntries([...found].map(([, name, value]) => [name!, Number(value)]));
}

const upper = (name: string): string =>
  name.replace(/[-A-Z]/g, (letter) => `_${letter.replace('-', '')}`).toUpperCase();

describe('the numbers that kernels and JavaScript must both know are the same:', () => {
  it('words of the configuration, starts of sums, and sizes', () => {
    const words = Object.entries(WORD).map(([name, value]) => [upper(name), value]);
    expect(words.length).toBeGreaterThan(40);
    const others = { LANES, SLOT, ADD: START.ADD, ZERO: START.ZERO };
    const { CHUNK, ...layout } = constantsOf('layout');
    expect(CHUNK).toBeGreaterThan(0);
    expect(layout).toEqual({ ...Object.fromEntries(words), ...others });
  });

  it('operations', () => {
    expect(constantsOf('instructions')).toEqual(OPERATION);
  });

  it('optimizers', () => {
    expect(constantsOf('optimizers')).toEqual(OPTIMIZER);
  });

  it('losses', () => {
    const codes = LOSSES.map((kind, code) => [upper(kind), code]);
    expect(constantsOf('losses')).toEqual({ ...Object.fromEntries(codes), OUTPUT_NORM, OUTPUT_GRADIENT });
  });

  it('activations', () => {
    const codes = ACTIVATIONS.map((kind, code) => [upper(kind), code]);
    expect(constantsOf('activation')).toEqual(Object.fromEntries(codes));
  });
});
