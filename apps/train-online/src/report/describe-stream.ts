import { TableStream, type TrainingStream } from '@graph/online';
import type { TrainSettings } from '../settings/train-settings.js';
import { grouped } from '../terminal/format.js';

/** Says in lines what a run learns: the levels, or the target and the columns. */
export function describeStream(stream: TrainingStream, settings: TrainSettings): readonly string[] {
  if (!(stream instanceof TableStream)) {
    const { 'start-level': first, 'max-level': last, levels, order } = settings;
    const pace =
      order === 'shuffled'
        ? 'shuffled'
        : `${grouped(settings['examples-per-level'])} examples each, then ${settings.then}`;
    return [`levels ${levels.length === 0 ? `${first} to ${last}` : levels.join(', ')}, ${pace}`];
  }
  const { columns, targets } = stream.schema;
  const used = columns.filter(({ type }) => type !== 'ignored');
  const kinds = [...new Set(used.map(({ type }) => type))];
  const counts = kinds.map((kind) => `${used.filter(({ type }) => type === kind).length} ${kind}`).join(', ');
  const what = targets
    .map(({ name, task }) => `${name} (${task === 'class' ? 'multiclass' : task})`)
    .join(', ');
  return [`${settings.data}: ${what}`, `from ${used.length} columns: ${counts}`];
}
