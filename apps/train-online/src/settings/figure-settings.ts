import { type Setting, text, wholeNumber } from './setting.js';

/** The settings that say where the figures of a run go while it trains. */
export const figureSettings = {
  metrics: text<string | undefined>({
    group: 'RUN',
    metavar: 'FILE',
    default: undefined,
    free: true,
    help: 'Write one JSON line of figures at every checkpoint, of the whole run and of the rows since the line before.',
  }),
  'metrics-interval': wholeNumber<number | undefined>({
    group: 'RUN',
    min: 1,
    default: undefined,
    defaultNote: 'at every checkpoint',
    free: true,
    help: 'New examples between two points of --metrics and --tensorboard.',
  }),
  tensorboard: text<string | undefined>({
    group: 'RUN',
    metavar: 'DIR',
    default: undefined,
    free: true,
    help: 'Write the same figures as event files.',
  }),
  predictions: text<string | undefined>({
    group: 'OWN STREAM',
    metavar: 'FILE',
    default: undefined,
    free: true,
    help: 'Write what was predicted of each row before it was learned, as .csv or .jsonl, with its number, its label and probabilities.',
  }),
} as const satisfies Record<string, Setting<never> | Setting<unknown>>;
