import type { TrainingStream } from '@graph/online';
import type { TrainSettings } from '../settings/train-settings.js';
import { bytes, grouped } from '../terminal/format.js';
import { describeStream } from './describe-stream.js';

/** What the header says beyond the settings. */
export type HeaderContext = {
  readonly version: string;
  readonly stream: TrainingStream;
  readonly newRowsPerStep: number;
  readonly memoryBytes: number;
  readonly folder: string;
  readonly resumedAt: number | undefined;
  readonly target: number | undefined;
};

/** Writes the effective settings of a run, the seed first. */
export function renderHeader(settings: TrainSettings, context: HeaderContext): string {
  const { newRowsPerStep: newRows, target } = context;
  const rehearsed = settings['batch-size'] - newRows;
  const layers = [context.stream.inputWidth, ...settings.hidden, context.stream.outputWidth].join('-');
  const goal =
    target === undefined
      ? settings.data === undefined
        ? 'until stopped'
        : 'the whole stream'
      : `${grouped(target)} examples`;
  const from = context.resumedAt === undefined ? '' : `, resuming at ${grouped(context.resumedAt)}`;
  const interval = settings['checkpoint-interval'];
  const lines: [string, string][] = [
    ['run', `${goal}${from}, seed ${settings.seed}`],
    ...describeStream(context.stream, settings).map((text, at): [string, string] => [
      at === 0 ? 'learns' : '',
      text,
    ]),
    [
      settings.learner,
      `${settings.learner === 'mixture' ? 'eight experts, networks of ' : ''}${layers}, ${settings.optimizer} lr ${settings.lr}, ${settings['updates-per-batch']} updates per batch`,
    ],
    ['batch', `${settings['batch-size']} rows: ${newRows} new and ${rehearsed} rehearsed`],
    [
      'memory',
      `${grouped(settings['replay-capacity'])} rows (${bytes(context.memoryBytes)}), ${settings['replay-strategy']}, alpha ${settings['priority-alpha']}, consolidated every ${grouped(settings['consolidation-interval'])}`,
    ],
    [
      'saves',
      `${context.folder}, ${interval === undefined ? 'at most 5 % of the time' : `every ${grouped(interval)} examples`}, keeping ${settings.keep}`,
    ],
  ];
  return [
    `train-online ${context.version}`,
    ...lines.map(([name, text]) => `  ${name.padEnd(8)} ${text}`),
  ].join('\n');
}
