import { Random } from '@graph/core';
import { type ModelState, OnlineModel, type OnlineModelOptions, type Row } from '@graph/online';

/** Makes one row. */
export type RowMaker = (random: Random) => Row;

/** Trains a model on rows, and returns its frozen state and further rows. */
export function trained(
  options: OnlineModelOptions,
  row: RowMaker,
  { train = 1200, test = 2000 }: { readonly train?: number; readonly test?: number } = {},
): { readonly state: ModelState; readonly rows: readonly Row[] } {
  const random = Random.fromSeed(7, 'rows');
  const model = new OnlineModel({ seed: 1, learner: 'network', ...options });
  for (let at = 0; at < train; at += 1) model.learnOne(row(random));
  const rows = Array.from({ length: test }, () => row(random));
  return { state: model.state().model, rows };
}

const WORDS = ['red', 'green', 'blue', 'a long word, with a comma', 'ÄÖ ü'];

/** Every kind of column that can be expressed, and values of each that are missing. */
export const everything: RowMaker = (random) => {
  const a = random.float();
  const word = WORDS[random.below(WORDS.length)]!;
  const isMissing = (): boolean => random.below(12) === 0;
  return {
    a,
    ...(isMissing() ? {} : { large: 1.7e12 + random.below(1e9) }),
    flag: isMissing() ? null : random.below(2) === 1,
    word: isMissing() ? ['', 'NaN', 'n/a', 'None'][random.below(4)] : word,
    when: isMissing() ? null : new Date(1.6e12 + random.below(1e9) * 300),
    score: (random.float() - 0.5) * 1e-3,
    y: a + (word === 'red' ? 0.5 : 0) > 0.7,
  };
};

/** Two numbers, one missing now and then, and three classes. */
export const classes: RowMaker = (random) => {
  const [u, v] = [random.float(), random.float()];
  const y = ['low', 'middle', 'high'][Math.floor((u + v) * 1.49)];
  return { u, v: random.below(20) === 0 ? null : v, y };
};

/** A price of some 300,000, of two numbers. */
export const prices: RowMaker = (random) => {
  const [u, v] = [random.float(), random.float()];
  return { u, v, price: 250_000 + 90_000 * u * v + 1000 * random.float() };
};
