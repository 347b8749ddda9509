import type { CheckpointStore } from '@graph/checkpoint';
import {
  type Answered,
  createHandler,
  createResponder,
  type EventLog,
  FileEventLog,
  type LearnAnswer,
  MemoryEventLog,
  type Outcome,
  restoreAt,
  type ServedEvent,
  ServedModel,
} from '../src/index.js';

declare const log: EventLog;
declare const checkpoints: CheckpointStore;

const served = await ServedModel.open({ model: { target: 'y' }, log, checkpoints, now: () => 0 });
await ServedModel.open({ log: new MemoryEventLog(), now: () => 0, durability: { everyMs: 50 } });

// @ts-expect-error a clock is needed: there is none inside
await ServedModel.open({ log });
// @ts-expect-error the target has no default
await ServedModel.open({ model: {}, log, now: () => 0 });
// @ts-expect-error no such durability
await ServedModel.open({ log, now: () => 0, durability: 'sometimes' });

await served.predict({ features: { a: 1 } });
// @ts-expect-error a row is an object
await served.predict({ features: 1 });
await served.learn({ id: 'a', label: true });
await served.learn({ features: { a: 1 }, label: 'yes' });
// @ts-expect-error a label belongs to something
await served.learn({ label: true });
// @ts-expect-error a label is no list
await served.learn({ id: 'a', label: undefined });

// A handler is what every runtime of the web calls.
const handler: (request: Request) => Promise<Response> = createHandler({ model: served, now: () => 0 });
// @ts-expect-error what is served is a ServedModel
createResponder({ model: log, now: () => 0 });

const answered: Answered<LearnAnswer> = await served.learn({ id: 'a', label: 1 });
const status: 'learned' | 'duplicate' | 400 | 404 | 409 | 410 =
  'answer' in answered ? answered.answer.status : answered.refusal.status;

const event: ServedEvent = { sequence: 1, at: 0, kind: 'rollback', to: 1 };
// @ts-expect-error a rollback goes somewhere
const nowhere: ServedEvent = { sequence: 1, at: 0, kind: 'rollback' };

const restored = await restoreAt({ log }, { until: 3, options: { target: 'y', seed: 1 } });
const outcome: Outcome = restored.apply(event);
// @ts-expect-error a log in files needs a file system
await FileEventLog.open({ folder: 'x' });

export { handler, nowhere, outcome, status };
