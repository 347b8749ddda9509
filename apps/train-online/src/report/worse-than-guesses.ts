import type { StreamMetrics } from '@graph/online';
import { GUESSES, metricOf, TOLD } from '../reporting/stream-guesses.js';
import { short } from '../terminal/format.js';

/** Under so many rows it may be chance. */
const FEW = 200;

type Figures = Readonly<Record<string, unknown>>;

/** Says of each target by which guess that needs no model the run was beaten: the first thing to know of it. */
export function worseThanGuesses(metrics: StreamMetrics): readonly string[] {
  if (metrics.rows < FEW) return [];
  return (metrics.targets ?? [metrics]).flatMap((target: Figures) => {
    const of = metrics.targets === undefined ? '' : ` of ${String(target['name'])}`;
    const beaten = [...byMetric(metricOf(metrics), target), ...byLogLoss(target)];
    return beaten.map(({ figure, own, guess, told }) => {
      const text = `${figure}${of} is ${short(own)}, and ${short(guess)} for ${told}.`;
      return `Worse than a guess that needs no model: ${text}`;
    });
  });
}

type Beaten = {
  readonly figure: string;
  readonly own: number;
  readonly guess: number;
  readonly told: string;
};

/** By the best guess of the figure by which a table is judged. */
function byMetric(of: keyof typeof GUESSES, figures: Figures): readonly Beaten[] {
  const own = figures[of];
  if (typeof own !== 'number') return [];
  const sign = of === 'mae' ? -1 : 1;
  return Object.entries(GUESSES[of])
    .map(([name, prefix]) => ({
      told: TOLD[name]!,
      guess: figures[`${prefix}${of[0]!.toUpperCase()}${of.slice(1)}`],
    }))
    .filter((each): each is { told: string; guess: number } => typeof each.guess === 'number')
    .filter(({ guess }) => sign * (guess - own) > 0)
    .sort((one, other) => sign * (other.guess - one.guess))
    .slice(0, 1)
    .map(({ told, guess }) => ({ figure: of === 'mae' ? 'MAE' : of, own, guess, told }));
}

function byLogLoss({ logLoss: own, baselineLogLoss: guess }: Figures): readonly Beaten[] {
  if (typeof own !== 'number' || typeof guess !== 'number' || own <= guess) return [];
  return [{ figure: 'log loss', own, guess, told: 'always giving the shares of the classes' }];
}
