import { Flags } from '@oclif/core';
import { BaseCommand, flagsOf } from '../base-command.js';
import { modelOptions, modelSettings } from '../serving/model-options.js';
import { readDurability, readDuration, readLabel, readWhole } from '../serving/serve-flags.js';

export default class Serve extends BaseCommand {
  static override summary = 'Serve a model over HTTP that learns while it answers.';
  static override description =
    `Rows are predicted as they come; their labels may come days later. Every event is on the disk before it counts, so that nothing that was acknowledged is lost, whatever happens, and the whole past can be replayed (see "train-online replay").
Routes: POST /v1/predict, /v1/learn, /v1/batch, /v1/checkpoint, /v1/promote; GET and DELETE /v1/pending/ID; GET /v1/model, /metrics, /openapi.json, /livez, /readyz, and / for a browser. SIGTERM and Ctrl-C answer what is there, save, and exit 0.`;
  static override examples = [
    '<%= config.bin %> serve --target fraud',
    '<%= config.bin %> serve --from checkpoints/online/run-1 --store shop --label-wait 7d --label-default false',
    '<%= config.bin %> serve --store shop --host 0.0.0.0 --token-file token.txt',
  ];
  static override flags = {
    target: Flags.string({
      helpValue: 'COLUMN',
      description: 'What is predicted; several with commas between. [needed by a new model]',
    }),
    from: Flags.string({
      helpValue: 'RUN',
      description: 'Begin with the model of a run that was made with --data, or by replay.',
    }),
    store: Flags.string({
      helpValue: 'DIR',
      description: 'Where events and checkpoints go. [default checkpoints/serve]',
    }),
    host: Flags.string({ helpValue: 'NAME', description: 'Where to listen. [default 127.0.0.1]' }),
    port: Flags.string({
      helpValue: 'N',
      description: 'Where to listen; 0 = any free one. [a whole number from 0 to 65535; default 8080]',
    }),
    'token-file': Flags.string({
      helpValue: 'FILE',
      description: 'What callers must send: Authorization: Bearer …. Needed where other machines can call.',
    }),
    'label-wait': Flags.string({
      helpValue: 'TIME',
      description:
        'How long a row waits for its label; off = without limit. [such as 90s or 7d; default 24h]',
    }),
    'label-default': Flags.string({
      helpValue: 'VALUE',
      description: 'The label of a row whose own has not come in time. [default none: it is forgotten]',
    }),
    'max-pending': Flags.string({
      helpValue: 'N',
      description: 'Rows that wait for their label at most; the oldest go first. [default 100000]',
    }),
    'max-columns': Flags.string({
      helpValue: 'N',
      description:
        'Columns that rows may bring at most; a row that brings more gets 400. [1 to 4096; default what it was; 1000 at first]',
    }),
    'max-inflight': Flags.string({
      helpValue: 'N',
      description: 'Requests that are being answered at most; more get 429. [default 4096]',
    }),
    durability: Flags.string({
      helpValue: 'WHEN',
      description:
        'When events are on the disk: fsync = before the answer, interval:50ms = soon after, none = when the system likes. [default fsync]',
    }),
    shadow: Flags.string({
      helpValue: 'RUN',
      description:
        'Let the model of this run learn beside, a run that replay has written; /v1/model compares them.',
    }),
    'read-only': Flags.boolean({
      description: 'Answer, learn nothing, and write nothing; another server may write to the store.',
    }),
    'checkpoint-interval': Flags.string({
      helpValue: 'N',
      description: 'Events between two checkpoints. [default 10000]',
    }),
    keep: Flags.string({
      helpValue: 'N',
      description: 'Events that stay in the log at least, once a checkpoint has them. [default all]',
    }),
    ...flagsOf(modelSettings),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Serve);
    const given = flags as Record<string, string | boolean | undefined>;
    const text = (name: string, otherwise: string): string =>
      (given[name] as string | undefined) ?? otherwise;
    const optional = (name: string): string | undefined => given[name] as string | undefined;
    const keep = optional('keep');
    const maxColumns = optional('max-columns');
    const labelDefault = optional('label-default');
    const labelWait = optional('label-wait');
    const settings = {
      target: text('target', '')
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
      from: optional('from'),
      store: text('store', 'checkpoints/serve'),
      host: text('host', '127.0.0.1'),
      port: readWhole('port', text('port', '8080'), 0, 65_535),
      tokenFile: optional('token-file'),
      labelWaitMs: labelWait === undefined ? undefined : readDuration('label-wait', labelWait),
      labelDefault: labelDefault === undefined ? undefined : readLabel(labelDefault),
      maxPending: readWhole('max-pending', text('max-pending', '100000'), 1),
      maxColumns: maxColumns === undefined ? undefined : readWhole('max-columns', maxColumns, 1, 4096),
      maxInFlight: readWhole('max-inflight', text('max-inflight', '4096'), 1),
      durability: readDurability(text('durability', 'fsync')),
      shadow: optional('shadow'),
      readOnly: given['read-only'] === true,
      checkpointInterval: readWhole('checkpoint-interval', text('checkpoint-interval', '10000'), 1),
      keep: keep === undefined ? undefined : readWhole('keep', keep, 0),
      model: modelOptions(given as Record<string, string | undefined>),
    };
    const { runServe } = await import('../serving/run-serve.js');
    return runServe(settings);
  }
}
