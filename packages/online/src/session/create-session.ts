import type { StateReader, StateTree } from '@graph/core';
import {
  type ConsolidationMethod,
  ConsolidationScheduler,
  type ConsolidationSchedulerOptions,
  ewc,
  Graph,
  layered,
  memoryAwareSynapses,
  Network,
  type NetworkState,
  OnlineLearner,
  type OnlineLearnerState,
  onlineEwc,
  synapticIntelligence,
} from '@graph/learner';
import { balanced, ReplayMemory } from '@graph/replay';
import type { ConsolidationSettings, LearningSettings } from './learning-settings.js';
import { replayStrategy } from './replay-strategy.js';
import { Reshaping } from './reshaping.js';
import type { RowMemory, RowSchema } from './row-memory.js';
import type { SessionLearner } from './session-learner.js';
import { type LearningParts, SESSION_FORMAT, TrainingSession } from './training-session.js';
import type { TrainingStream } from './training-stream.js';

/** Steps of rehearsal alone in each consolidation. */
const CONSOLIDATION_STEPS = 8;

/** Composes memory, network and learner around a stream. */
export function createSession<M extends StateTree>(
  stream: TrainingStream<M>,
  settings: LearningSettings,
): TrainingSession<M> {
  const parts = { stream, ...newParts(stream, settings) };
  return new TrainingSession(parts, (memory) => renewed(stream, settings, memory));
}

/**
 * Restores a session from its `state()`.
 *
 * @param stream - restored from `state.stream`.
 * @param settings - those that it had; only when to consolidate may be another.
 * @throws OnlineError `STATE` if it is not the state of a session.
 */
export function restoreSession<M extends StateTree>(
  stream: TrainingStream<M>,
  settings: LearningSettings,
  state: StateTree,
): TrainingSession<M> {
  const reader = SESSION_FORMAT.read(state);
  const memory: RowMemory = reader.restore('memory', (saved) =>
    ReplayMemory.from(saved, { schema: schemaOf(stream, settings) }),
  );
  const learner = restoreLearner(stream, settings, memory, reader);
  const scheduler = reader.restore('scheduler', (saved) =>
    ConsolidationScheduler.from(saved, scheduleOf(settings)),
  );
  const reshaping = new Reshaping(settings.network, reader.child('reshaping'));
  const parts = { stream, learner, memory, scheduler, reshaping };
  return new TrainingSession(parts, (before) => renewed(stream, settings, before), reader);
}

/** Parts that have learned nothing; with a memory of rows that were remembered before, if there is one. */
function newParts(
  stream: TrainingStream,
  settings: LearningSettings,
  memory: RowMemory = createMemory(stream, settings),
): LearningParts {
  const learner = createLearner(stream, settings, memory);
  const scheduler = new ConsolidationScheduler(scheduleOf(settings));
  return { learner, memory, scheduler, reshaping: new Reshaping(settings.network) };
}

/** The same where a stream predicts something of another kind; a mixture fills a memory of its own, so that no expert is left with what was. */
function renewed(stream: TrainingStream, settings: LearningSettings, memory: RowMemory): LearningParts {
  const isMixture = settings.learner === 'mixture' && stream.mixture !== undefined;
  return newParts(stream, settings, isMixture ? undefined : memory);
}

function createLearner(
  stream: TrainingStream,
  settings: LearningSettings,
  memory: RowMemory,
): SessionLearner {
  if (settings.learner === 'mixture' && stream.mixture !== undefined) return stream.mixture(settings, memory);
  return new OnlineLearner({
    network: createNetwork(stream, settings),
    batchSize: settings.batchSize,
    replayRatio: settings.replay.ratio,
    updatesPerBatch: settings.updatesPerBatch,
    consolidationSteps: CONSOLIDATION_STEPS,
    ...equipment(stream, settings, memory, stream.outputWidth),
  });
}

function restoreLearner(
  stream: TrainingStream,
  settings: LearningSettings,
  memory: RowMemory,
  reader: StateReader,
): SessionLearner {
  if (settings.learner === 'mixture' && stream.mixture !== undefined)
    return stream.mixture(settings, memory, reader);
  return reader
    .child('model')
    .restore('network', (network: NetworkState) =>
      reader.restore('learner', (saved: OnlineLearnerState) =>
        OnlineLearner.from(
          { ...saved, network },
          equipment(stream, settings, memory, Graph.from(network.graph).outputs.length),
        ),
      ),
    );
}

function equipment(
  stream: TrainingStream,
  settings: LearningSettings,
  memory: RowMemory,
  outputWidth: number,
) {
  const consolidation = protection(settings.consolidation);
  return {
    memory: stream.rehearsal(memory, outputWidth),
    consolidationStrategy: balanced({ by: 'domains' }),
    ...(consolidation === undefined ? {} : { consolidation }),
  };
}

function scheduleOf({ consolidation }: LearningSettings): ConsolidationSchedulerOptions {
  const { method: _, strength: __, ...schedule } = consolidation;
  return schedule;
}

/** Makes the network that a stream needs, untrained. */
function createNetwork(stream: TrainingStream, settings: LearningSettings): Network {
  const graph = layered({
    inputs: stream.inputWidth,
    hidden: settings.network.hidden,
    outputs: stream.outputWidth,
    activation: 'relu',
    outputActivation: stream.outputActivation,
  });
  return Network.create(graph, {
    loss: stream.loss,
    optimizer: settings.optimizer,
    seed: settings.seed,
    maxBatch: Math.max(settings.batchSize, 256),
  });
}

function createMemory(stream: TrainingStream, settings: LearningSettings): RowMemory {
  const { replay, seed } = settings;
  return new ReplayMemory({
    schema: schemaOf(stream, settings),
    capacity: replay.capacity,
    seed,
    strategy: replayStrategy(replay),
    eviction: stream.eviction,
  });
}

/** The fields of a remembered row; a mixture remembers with each the labels that it saw. */
function schemaOf({ memorySchema, lagWidth }: TrainingStream, { learner }: LearningSettings): RowSchema {
  if (learner !== 'mixture' || lagWidth === undefined) return memorySchema;
  const lags = { dtype: 'float32', shape: [lagWidth] } as const;
  return { ...memorySchema, lags } as RowSchema;
}

function protection({ method, strength }: ConsolidationSettings): ConsolidationMethod | undefined {
  switch (method) {
    case 'ewc':
      return ewc({ strength });
    case 'online-ewc':
      return onlineEwc({ strength });
    case 'si':
      return synapticIntelligence({ strength });
    case 'mas':
      return memoryAwareSynapses({ strength });
    case 'none':
      return undefined;
  }
}
