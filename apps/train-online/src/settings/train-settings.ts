import { parseTrigger } from './consolidation-trigger.js';
import { curriculumSettings } from './curriculum-settings.js';
import { figureSettings } from './figure-settings.js';
import { ownStreamSettings } from './own-stream-settings.js';
import { choice, realNumber, type Setting, text, toggle, wholeNumber, wholeNumbers } from './setting.js';

const positive = { range: 'a finite number over 0', accepts: (value: number) => value > 0 };

/**
 * Everything that can be said about a training run, once: the flags, the environment, the configuration file, the help
 * and the errors are all made from this table.
 */
export const trainSettings = {
  examples: wholeNumber<number | undefined>({
    group: 'RUN',
    min: 0,
    default: undefined,
    defaultNote: '10000; the whole stream with --data',
    free: true,
    help: 'New examples to learn from, counted exactly; 0 = until stopped.',
  }),
  seed: wholeNumber({
    group: 'RUN',
    min: Number.MIN_SAFE_INTEGER,
    default: 42,
    help: 'Same seed, same bits.',
  }),
  preset: choice<string | undefined>({
    group: 'RUN',
    metavar: 'NAME',
    options: ['fast', 'stable', 'prioritized', 'balanced'],
    default: undefined,
    free: true,
    help: 'A named set of settings; what is given beside it wins.',
  }),
  config: text<string | undefined>({
    group: 'RUN',
    metavar: 'FILE',
    default: undefined,
    free: true,
    help: 'JSON with the names of these flags. Flags > TRAIN_ONLINE_* > file > preset > defaults.',
  }),
  verbose: wholeNumber({
    group: 'RUN',
    char: 'v',
    metavar: 'LEVEL',
    min: 0,
    max: 2,
    default: 1,
    free: true,
    help: '0 the result only, 1 progress and level changes, 2 also statistics every 1000 examples.',
  }),

  learner: choice<string>({
    group: 'LEARNING',
    metavar: 'NAME',
    options: ['mixture', 'network'],
    default: 'network',
    defaultNote:
      'mixture with --data; network for the curriculum, and with --preset, --consolidate or a --replay-strategy but uniform',
    help: 'A mixture of eight experts that are weighed by how well each does, networks among them; or one network.',
  }),
  effort: realNumber({
    group: 'LEARNING',
    metavar: 'X',
    default: 1,
    range: 'a number over 0 and at most 1000000',
    accepts: (value) => value > 0 && value <= 1e6,
    help: 'Of a mixture: how long its networks work hard before they get lighter.',
  }),
  'batch-size': wholeNumber({
    group: 'LEARNING',
    min: 1,
    max: 65_536,
    default: 32,
    help: 'Rows in a training step, new and rehearsed together.',
  }),
  lr: realNumber({ group: 'LEARNING', metavar: 'RATE', default: 0.001, help: 'Learning rate.', ...positive }),
  'updates-per-batch': wholeNumber({
    group: 'LEARNING',
    defaultNote: '4; 2 with --data',
    min: 1,
    max: 1000,
    default: 4,
    help: 'Optimizer steps for each batch of new rows, each with freshly drawn memories.',
  }),
  hidden: wholeNumbers({
    group: 'LEARNING',
    metavar: 'LIST',
    min: 1,
    max: 16_384,
    default: [64, 64],
    help: 'Neurons of each hidden layer.',
  }),
  optimizer: choice<string>({
    group: 'LEARNING',
    metavar: 'NAME',
    options: ['adam', 'adamw', 'sgd'],
    default: 'adam',
    defaultNote: 'adam; adamw for a mixture',
    help: 'How gradients move the weights; adamw shrinks them, too (decay 0.1).',
  }),

  'replay-strategy': choice<string>({
    group: 'MEMORY',
    defaultNote: 'mixed; uniform with --data',
    options: ['uniform', 'prioritized', 'recency', 'mixed', 'balanced'],
    default: 'mixed',
    metavar: 'NAME',
    help: 'Which memories to rehearse.',
  }),
  'replay-capacity': wholeNumber({
    group: 'MEMORY',
    min: 1,
    default: 10_000,
    help: 'Rows in the memory at most.',
  }),
  'replay-ratio': realNumber({
    group: 'MEMORY',
    defaultNote: '0.5; 0.96875 with --data',
    metavar: 'R',
    default: 0.5,
    range: 'a number from 0 to below 1',
    accepts: (value) => value >= 0 && value < 1,
    help: 'Share of rehearsed rows in a batch.',
  }),
  'priority-alpha': realNumber({
    group: 'MEMORY',
    metavar: 'A',
    default: 0.6,
    range: 'a number from 0 to 2',
    accepts: (value) => value >= 0 && value <= 2,
    help: 'How much a high loss favours a memory; 0 = not at all.',
  }),
  'consolidation-interval': wholeNumber({
    group: 'MEMORY',
    min: 1,
    default: 1000,
    free: true,
    help: 'Rehearse all domains evenly every N examples.',
  }),

  consolidate: choice<string>({
    group: 'MEMORY',
    metavar: 'NAME',
    options: ['none', 'ewc', 'online-ewc', 'si', 'mas'],
    default: 'none',
    help: 'How consolidation protects what was learned, beside rehearsing it.',
  }),
  'ewc-lambda': realNumber({
    group: 'MEMORY',
    metavar: 'X',
    default: 0.5,
    range: 'a number, 0 or more',
    accepts: (value) => value >= 0,
    help: 'Strength of that protection, whichever it is.',
  }),
  'consolidate-when': text<string | undefined>({
    group: 'MEMORY',
    metavar: 'RULE',
    default: undefined,
    defaultNote: 'examples:N of --consolidation-interval',
    range:
      'examples:N, batches:N, memory:PERCENT, loss:X or manual, and behind it ,min:N and ,max:N examples',
    accepts: (value) => parseTrigger(value) !== undefined,
    help: 'When to consolidate, e.g. loss:0.02,min:500,max:5000.',
  }),
  grow: wholeNumber<number | undefined>({
    group: 'LEARNING',
    metavar: 'MAX_NEURONS',
    min: 1,
    max: 65_536,
    default: undefined,
    help: 'Add hidden neurons, up to so many, when the smoothed loss has stalled.',
  }),
  prune: realNumber<number | undefined>({
    group: 'LEARNING',
    metavar: 'FRACTION',
    default: undefined,
    range: 'a number from 0 to below 1',
    accepts: (value) => value >= 0 && value < 1,
    help: 'Remove this share of the edges over the run, the least important first.',
  }),
  'prune-over': wholeNumber<number | undefined>({
    group: 'LEARNING',
    min: 1,
    default: undefined,
    defaultNote: 'the --examples that the run starts with',
    help: 'Examples over which --prune works.',
  }),

  ...curriculumSettings,
  ...figureSettings,
  output: text<string | undefined>({
    group: 'CHECKPOINTS',
    char: 'o',
    metavar: 'DIR',
    default: undefined,
    free: true,
    defaultNote: 'checkpoints/online/run-N, the next free N',
    help: "The run's folder.",
  }),
  overwrite: toggle({
    group: 'CHECKPOINTS',
    default: false,
    free: true,
    help: 'Replace the run that --output holds, a file of --metrics or --predictions of others, or the events in --tensorboard.',
  }),
  resume: text<string | undefined>({
    group: 'CHECKPOINTS',
    metavar: 'PATH',
    default: undefined,
    free: true,
    help: 'Go on from a checkpoint, a run folder (its newest valid one) or "latest".',
  }),
  continue: toggle({
    group: 'CHECKPOINTS',
    default: false,
    free: true,
    help: 'With --resume and --data: its rows are those that come next, not the same bytes again. A CSV begins with its header.',
  }),
  'take-over': toggle({
    group: 'CHECKPOINTS',
    default: false,
    free: true,
    help: 'Write to a folder whose lock another process holds; that one stops at its next save.',
  }),
  'checkpoint-interval': wholeNumber<number | undefined>({
    group: 'CHECKPOINTS',
    min: 1,
    default: undefined,
    defaultNote: '1000, or 10000 with --data, and fewer where they would take over 5 % of the time',
    free: true,
    help: 'Save every N examples exactly, and every 60 s at least.',
  }),
  keep: wholeNumber({
    group: 'CHECKPOINTS',
    min: 1,
    default: 5,
    free: true,
    help: 'Checkpoints to keep; the newest and the best always stay.',
  }),

  ...ownStreamSettings,
} as const satisfies Record<string, Setting<never> | Setting<unknown>>;

/** The values of all settings of a run, by flag name. */
export type TrainSettings = {
  -readonly [Name in keyof typeof trainSettings]: ValueOf<(typeof trainSettings)[Name]>;
};

type ValueOf<S> = S extends Setting<infer T> ? T : never;
