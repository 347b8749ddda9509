import { formatNumber } from '../charts/format-number.js';
import { lastOf } from '../charts/line-plot.js';
import { wholeAtTheEnd } from '../charts/thin.js';
import type { Series } from '../history/history-points.js';
import type { RetentionPicture, RunPicture } from './run-picture.js';

/** One thing to know of a run: whether it is good, and in which words. */
export type Finding = { readonly kind: 'good' | 'bad' | 'plain'; readonly text: string };

/** Says what a run has come to, the most important first. */
export function verdictOf(picture: RunPicture): readonly Finding[] {
  const points = wholeAtTheEnd(picture.points);
  const run = { ...picture, points };
  if (points.ends.length === 0)
    return [
      { kind: 'plain', text: 'Nothing was learned yet: no example has come, so there is nothing to draw.' },
    ];
  return [
    ...(run.warnings ?? []).map((text) => ({ kind: 'bad' as const, text })),
    ...againstBaselines(run),
    ...(run.retention === undefined ? [] : ofLevels(run.retention)),
    ...ofDrifts(run),
    ...ofLoss(points.series),
  ];
}

/** Under so many examples, nothing is said to be bad: it may be chance. */
const FEW = 200;

/** Tells whether one figure is better than another. */
type IsBetter = (one: number, other: number) => boolean;

function againstBaselines({ points, metric }: RunPicture): readonly Finding[] {
  if (metric === undefined || metric.model === null) return [];
  const isBetter: IsBetter =
    metric.better === 'higher' ? (one, other) => one > other : (one, other) => one < other;
  const guesses = Object.entries(metric.baselines)
    .filter((entry): entry is [string, number] => entry[1] !== null)
    .sort(([, one], [, other]) => (isBetter(one, other) ? -1 : 1));
  const [best] = guesses;
  const own = `${metric.name} ${formatNumber(metric.model)}`;
  if (best === undefined) return [{ kind: 'plain', text: `Over all rows: ${own}.` }];
  const [name, value] = best;
  const told = metric.told?.[name] ?? `“${name}”`;
  const distance = formatNumber(Math.abs(metric.model - value));
  const compared = isBetter(metric.model, value)
    ? { kind: 'good' as const, word: `better than ${told}` }
    : metric.model === value
      ? { kind: 'plain' as const, word: `as good as ${told}` }
      : { kind: 'bad' as const, word: `worse than ${told}` };
  const by = metric.model === value ? '' : ` by ${distance}`;
  const isEarly = points.ends.at(-1)! < FEW;
  return [
    {
      kind: isEarly ? 'plain' : compared.kind,
      text: `The model is ${compared.word}${by}: ${own}, and ${formatNumber(value)} for the best guess that needs no model.${isEarly ? ' That is too early to tell.' : ''}`,
    },
    ...overTime(points.series, { name, told }, isBetter),
  ];
}

/** In how many windows the model was better than a guess, and in how many worse. */
function overTime(
  series: readonly Series[],
  guess: { readonly name: string; readonly told: string },
  isBetter: IsBetter,
): readonly Finding[] {
  const metric = series.filter(({ group }) => group === 'metric');
  const model = metric.find(({ name }) => name === 'model')?.values;
  const other = metric.find(({ name }) => name === guess.name)?.values;
  if (model === undefined || other === undefined) return [];
  const both = model.flatMap((value, at) =>
    Number.isNaN(value) || Number.isNaN(other[at]!) ? [] : [[value, other[at]!] as const],
  );
  if (both.length < 2) return [];
  const countOf = (pairs: typeof both, isIt: (own: number, its: number) => boolean): number =>
    pairs.filter(([own, its]) => isIt(own, its)).length;
  const worse = (own: number, its: number): boolean => isBetter(its, own);
  const half = Math.floor(both.length / 2);
  const [ahead, behind, late] = [
    countOf(both, isBetter),
    countOf(both, worse),
    countOf(both.slice(half), worse),
  ];
  const when =
    behind === 0
      ? ''
      : `, and worse in ${formatNumber(behind)}, ${formatNumber(late)} of them in the second half`;
  return [
    {
      kind: 2 * late > both.length - half ? 'bad' : 'plain',
      text: `It was better than ${guess.told} in ${formatNumber(ahead)} of ${formatNumber(both.length)} windows${when}.`,
    },
  ];
}

function ofLevels({ score, levels, trained, matrix }: RetentionPicture): readonly Finding[] {
  const last = matrix.at(-1);
  if (last === undefined) return [];
  const known = [...new Set(trained)]
    .map((level) => {
      const now = last[level - 1] ?? null;
      const before = matrix.flatMap((row) => row[level - 1] ?? []);
      return { name: levels[level - 1] ?? String(level), now, best: Math.max(...before) };
    })
    .filter((each): each is typeof each & { readonly now: number } => each.now !== null);
  if (known.length === 0) return [];
  const mean = known.reduce((sum, { now }) => sum + now, 0) / known.length;
  const [worst] = [...known].sort((one, other) => other.best - other.now - (one.best - one.now));
  const { name, best, now } = worst!;
  const lost = best - now;
  const forgotten =
    lost > 0.02
      ? `most was forgotten of “${name}”: from ${formatNumber(best)} to ${formatNumber(now)}`
      : 'nothing worth mention was forgotten';
  return [
    {
      kind: lost > 0.1 ? 'bad' : 'good',
      text: `Of ${formatNumber(known.length)} levels learned, ${score} is ${formatNumber(mean)} on average, and ${forgotten}.`,
    },
  ];
}

function ofDrifts({ points }: RunPicture): readonly Finding[] {
  const drifts = points.eventCounts.drift ?? 0;
  if (drifts === 0) return [];
  const examples = points.ends.at(-1)!;
  const often =
    drifts === 1
      ? 'once'
      : `${formatNumber(drifts)} times, about once in ${formatNumber(Math.round(examples / drifts))} examples`;
  return [{ kind: 'plain', text: `The world changed ${often}.` }];
}

function ofLoss(series: readonly Series[]): readonly Finding[] {
  const values = series.find(({ group, name }) => group === 'loss' && name === 'new')?.values ?? [];
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length < 4) return [];
  const tenth = Math.max(1, Math.floor(known.length / 10));
  const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [first, last] = [mean(known.slice(0, tenth)), mean(known.slice(-tenth))];
  const word = last < 0.98 * first ? 'fell' : last > 1.02 * first ? 'rose' : 'stayed';
  const text =
    word === 'stayed'
      ? `The loss of new examples stayed about ${formatNumber(lastOf([last]))}.`
      : `The loss of new examples ${word} from ${formatNumber(first)} to ${formatNumber(last)}.`;
  return [{ kind: 'plain', text }];
}
