import { Random } from '@graph/core';
import { OnlineModel, type Row } from '@graph/online';

const COUNTRIES = ['DE', 'NO', 'FR', 'PT', 'SE'];
const WORDS = ['invoice', 'gift', 'rent', 'été', 'café', 'books'];

/**
 * Learns a table of objects one at a time: numbers, words, texts, times, a category and a class that appear late, labels
 * that come late. Returns all state and what is predicted of further rows.
 */
export function objectsCourse(examples: number): unknown {
  const random = Random.fromSeed(11, 'runtimes');
  const model = new OnlineModel({ target: 'kind', seed: 42, labelWait: { rows: 40 } });
  const waiting: { readonly id: string; readonly kind: string }[] = [];
  for (let example = 0; example < examples; example += 1) {
    const { kind, ...row } = rowOf(example, examples, random);
    if (example % 4 === 0) {
      model.predictOne(row, { id: `row ${example}` });
      waiting.push({ id: `row ${example}`, kind });
    } else model.learnOne({ ...row, kind });
    if (waiting.length > 6) {
      const { id, kind: label } = waiting.shift()!;
      model.labelOne(id, label);
    }
  }
  const predicted = Array.from({ length: 100 }, () => model.predictOne(rowOf(examples, examples, random)));
  return { model: model.state(), report: model.report(), predicted };
}

function rowOf(example: number, examples: number, random: Random): Row & { readonly kind: string } {
  const isLate = example > examples / 2;
  const amount = Math.round(10_000 * random.float()) / 100;
  const country = COUNTRIES[random.below(isLate ? COUNTRIES.length : 3)]!;
  const kind = amount > 60 ? 'large' : isLate && country === 'SE' ? 'new' : 'small';
  return {
    amount,
    country,
    isMember: random.below(2) === 1,
    note: `${WORDS[random.below(WORDS.length)]} ${WORDS[random.below(WORDS.length)]} ${example % 10}`,
    at: new Date(1_700_000_000_000 + example * 3_600_000).toISOString(),
    ...(isLate ? { channel: random.below(3) === 0 ? 'web' : 'shop' } : {}),
    kind,
  };
}
