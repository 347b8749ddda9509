import { BankedModel, type BankedModelState } from '@graph/keyed';
import { Model, type ModelState } from '@graph/online';

/** What predicts, and learns nothing: the model of a run, or one key of a bank. */
export type FrozenModel = Pick<Model, 'schema' | 'classes' | 'vocabulary' | 'predictRows'>;

/** Restores the model of a checkpoint. */
export function frozenModel(state: ModelState | BankedModelState): FrozenModel {
  return state.kind === 'banked-model' ? BankedModel.from(state) : Model.from(state);
}
