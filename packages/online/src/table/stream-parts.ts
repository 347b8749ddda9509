import type { StateReader } from '@graph/core';
import { BestConstant } from '@graph/evaluation';
import type { AnsweredRows } from '../rows/answered-rows.js';
import { LearnedBatch } from './learned-batch.js';
import type { RowFeed } from './row-feed.js';
import { RowPredictor } from './row-predictor.js';
import type { TableCodec } from './table-codec.js';
import { TableJudge } from './table-judge.js';
import type { TableStreamSettings } from './table-stream-settings.js';

/** What of a stream depends on what its target is. */
export type StreamParts = {
  readonly codec: TableCodec;
  readonly predictor: RowPredictor;
  readonly bestConstant: BestConstant;
  readonly judge: TableJudge;
  readonly batch: LearnedBatch;
};

/**
 * Makes the parts of a stream.
 *
 * @param with.reader - of the state of an earlier stream with the same settings.
 * @param with.judge - an earlier one whose target turned out to be of another kind.
 */
export function streamParts(
  { schema: { targets } }: RowFeed,
  { batchSize, onDrift, replay }: TableStreamSettings,
  {
    codec,
    due,
    reader,
    judge,
  }: {
    readonly codec: TableCodec;
    readonly due: AnsweredRows;
    readonly reader?: StateReader | undefined;
    readonly judge?: TableJudge;
  },
): StreamParts {
  return {
    codec,
    predictor: new RowPredictor(codec, batchSize),
    bestConstant:
      reader?.restore('bestConstant', (state) => BestConstant.from(state)) ??
      new BestConstant({ width: targets.length }),
    judge: new TableJudge(codec, { targets, onDrift, replay }, reader?.child('judge'), judge),
    batch: new LearnedBatch(codec, due, batchSize),
  };
}
