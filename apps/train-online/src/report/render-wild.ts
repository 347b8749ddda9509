import type { StreamMetrics } from '@graph/online';
import { grouped, short } from '../terminal/format.js';
import { wrapped } from '../terminal/wrapped.js';

/** What was so far from all else that it was not learned: both figures, and what was passed over of each column. */
export function renderWild({ wild, wildValues = [], rows }: StreamMetrics): string[] {
  return [
    ...(wild === undefined
      ? []
      : [
          '',
          ...wrapped([
            `${grouped(wild.rows)} of ${grouped(rows + wild.rows)} rows ${wild.rows === 1 ? 'has' : 'have'} a wild target: predicted, not learned, and not in the figures above.`,
            `MAE of these ${short(wild.mae)}, of all rows ${short(wild.maeOfAll)}`,
          ]),
        ]),
    ...wildValues.map(({ name, held, rejected, sentinels, sentinel }) => {
      const parts = [
        rejected > 0 ? `${grouped(rejected)} far values passed over` : '',
        held > 0 ? `${grouped(held)} held` : '',
        sentinels > 0
          ? `${grouped(sentinels)} times ${sentinel} taken as missing (--schema says otherwise)`
          : '',
      ];
      return `  column ${name}: ${parts.filter((part) => part !== '').join(', ')}`;
    }),
  ];
}
