import { OnlineModel } from '@graph/online';
import type { TableSchema } from '@graph/stream';
import {
  BankedModel,
  type BankedModelsOptions,
  bankedModels,
  type EventLog,
  exportKey,
  type KeyedLearner,
  type LearnerFactory,
  MemoryEventLog,
  MemoryStateTable,
  type OnlineEvent,
  onlineModels,
  readBankedReport,
  readOnlineState,
  type StateTable,
  type StepResult,
  verifyKey,
  Worker,
} from '../src/index.js';
import { PostgresEventLog, type Query } from '../src/postgres/index.js';

const log: EventLog = new MemoryEventLog(2);
const table: StateTable = new MemoryStateTable(2, () => 0);
// @ts-expect-error a clock is needed: there is none inside
new MemoryStateTable(2);

const learner: KeyedLearner = { apply: () => undefined, state: () => new Uint8Array(0) };
const own: LearnerFactory = { layout: 'mine', create: () => learner, restore: () => learner };
// @ts-expect-error a layout is needed
const bare: LearnerFactory = { create: () => learner, restore: () => learner };

const worker = new Worker({ owner: 'a', log, table, factory: own });
const result: StepResult = await worker.step();
// @ts-expect-error a worker has a name
new Worker({ log, table, factory: own });
// @ts-expect-error no such option
new Worker({ owner: 'a', log, table, factory: own, retries: 3 });

const factory = onlineModels({ target: 'y' });
// @ts-expect-error the target has no default
onlineModels({});
const exported = await exportKey(table, factory, 'k');
if (exported !== undefined) OnlineModel.from(readOnlineState(exported.state));
const { isEqual } = await verifyKey({ log, table, factory }, 'k');
// @ts-expect-error the log is needed for it
await verifyKey({ table, factory }, 'k');

const event: OnlineEvent = { kind: 'label', id: 'a', label: 1 };
// @ts-expect-error a label belongs to a row
const nobody: OnlineEvent = { kind: 'label', label: 1 };

const query: Query = async () => ({ rows: [] });
await PostgresEventLog.open({ query, group: 'g' });
// @ts-expect-error a group is named
await PostgresEventLog.open({ query });

declare const schema: TableSchema;
const options: BankedModelsOptions = {
  schema,
  classes: ['a', 'b'],
  replay: { capacity: 9, eviction: 'fifo' },
};
const banked: LearnerFactory = bankedModels(options);
// @ts-expect-error one schema for all keys has no default
bankedModels({ seed: 3 });
// @ts-expect-error the target is the schema's
bankedModels({ schema, target: 'y' });
const state = banked.create('k').state();
export const examples: number = readBankedReport(schema, state).examples;
export const value: unknown = BankedModel.from(BankedModel.of(options, state).state()).predictOne({}).value;

export { bare, event, isEqual, nobody, result };
