import { CAPACITIES, type Settings } from './settings.js';
import { PIECES } from './spiral.js';

/** What there is to tell of a lesson at one moment. */
export type Moment = {
  readonly settings: Settings;
  /** The piece that is being learned, or has just been learned, from 0. */
  readonly piece: number;
  /** Whether it has just been learned to its end. */
  readonly isLearned: boolean;
  /** By piece, without rehearsal and with it: the share of points that are told right. */
  readonly accuracies: readonly [without: readonly number[], withIt: readonly number[]];
};

/** Says in a few sentences what one sees: for those who look, and those who listen. */
export function narrate({ piece, isLearned, accuracies, settings }: Moment): string {
  const [without, withIt] = accuracies;
  const isLast = isLearned && piece === PIECES - 1;
  const start = `Piece ${piece + 1} of ${PIECES}${isLearned ? ' is learned' : ''}`;
  if (piece === 0)
    return `${start}. There is nothing to forget yet: both networks get ${share(without[0]!)} of it right.`;
  const [left, right] = [before(without, piece), before(withIt, piece)];
  const here = isLast ? `All ${PIECES} pieces were learned, one after the other.` : `${start}.`;
  const first = `Without rehearsal the network gets ${share(without[piece]!)} of it right, and ${share(left)} of ${earlier(piece)}.`;
  if (settings.capacity === 0)
    return `${here} ${first} The other one remembers nothing either, so they are alike.`;
  const second = `With ${count(settings.capacity)} remembered points it is ${share(withIt[piece]!)}, and ${share(right)} of ${earlier(piece)}.`;
  return [
    here,
    isLast ? first.replace('of it', 'of the last') : first,
    second,
    ...(isLast ? [verdict(left, right)] : []),
  ].join(' ');
}

/** Says what the settings are, after one of them was changed. */
export function announce({ capacity, strategy, strength }: Settings): string {
  const memory = capacity === 0 ? 'no memory' : `a memory of ${count(capacity)} points, drawn ${strategy}`;
  return `Started again: ${memory}, ${strength === 0 ? 'no consolidation' : `consolidation of strength ${strength}`}.`;
}

/** Says what a picture shows, for who does not see it. */
export function describePicture(rehearses: boolean, accuracies: readonly number[], piece: number): string {
  const learned = accuracies.slice(0, piece + 1);
  const kept = learned.filter((value) => value >= 0.9).length;
  return `What the network ${rehearses ? 'with' : 'without'} rehearsal says at each place, as two colours, and the points of both arms: it follows the arms in ${kept} of ${learned.length} pieces.`;
}

/** The words of the memory's slider at one of its places. */
export function wordsOfCapacity(place: number): string {
  const capacity = CAPACITIES[place]!;
  return capacity === 0 ? 'none' : `${count(capacity)} points`;
}

/** A share in whole percents, in one word. Not quite all is never said to be all. */
export function share(value: number): string {
  return `${value < 1 ? Math.min(Math.round(100 * value), 99) : 100}\u00a0%`;
}

function verdict(left: number, right: number): string {
  if (right - left > 0.1) return 'What was rehearsed stayed; what was not is gone.';
  if (left > 0.9) return 'Nothing was forgotten this time, with or without.';
  return 'With these settings rehearsal did not save what came first.';
}

function earlier(piece: number): string {
  return piece === 1 ? 'the one before' : `the ${piece} before`;
}

function before(accuracies: readonly number[], piece: number): number {
  return accuracies.slice(0, piece).reduce((sum, value) => sum + value, 0) / piece;
}

/** A whole number with commas: the same in every language of the browser, as the text around it is. */
function count(value: number): string {
  return value.toLocaleString('en-US');
}
