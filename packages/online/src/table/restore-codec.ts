import type { StateTree } from '@graph/core';
import type { TableEncoderState } from '@graph/stream';
import { MODEL_FORMAT } from '../model/model-state.js';
import { TableCodec, type TableWords } from './table-codec.js';

/** Makes the codec of a table; of a model that was saved, with the statistics that it had. */
export function restoreCodec(words: TableWords, model?: StateTree): TableCodec {
  if (model === undefined) return new TableCodec(words);
  return MODEL_FORMAT.read(model).restore(
    'encoder',
    (state: TableEncoderState) => new TableCodec(words, state),
  );
}
