import type { StateTree } from '@graph/core';
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
import type { RowMemory } from './row-memory.js';
import { SESSION_FORMAT, TrainingSession } from './training-session.js';
import type { TrainingStream } from './training-stream.js';

/** Steps of rehearsal alone in each consolidation. */
const CONSOLIDATION_STEPS = 8;

/**
 * Composes memory, network and learner around a stream.
 *
 * @param memory - of rows that were remembered before; a new one if left out.
 */
export function createSession<M extends StateTree>(
  stream: TrainingStream<M>,
  settings: LearningSettings,
  memory: RowMemory = createMemory(stream, settings),
): TrainingSession<M> {
  const learner = new OnlineLearner({
    network: createNetwork(stream, settings),
    batchSize: settings.batchSize,
    replayRatio: settings.replay.ratio,
    updatesPerBatch: settings.updatesPerBatch,
    consolidationSteps: CONSOLIDATION_STEPS,
    ...equipment(stream, settings, memory, stream.outputWidth),
  });
  const scheduler = new ConsolidationScheduler(scheduleOf(settings));
  return new TrainingSession({
    stream,
    learner,
    memory,
    scheduler,
    reshaping: new Reshaping(settings.network),
  });
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
    ReplayMemory.from(saved, { schema: stream.memorySchema }),
  );
  const learner = reader
    .child('model')
    .restore('network', (network: NetworkState) =>
      reader.restore('learner', (saved: OnlineLearnerState) =>
        OnlineLearner.from(
          { ...saved, network },
          equipment(stream, settings, memory, Graph.from(network.graph).outputs.length),
        ),
      ),
    );
  const scheduler = reader.restore('scheduler', (saved) =>
    ConsolidationScheduler.from(saved, scheduleOf(settings)),
  );
  const reshaping = new Reshaping(settings.network, reader.child('reshaping'));
  return new TrainingSession({ stream, learner, memory, scheduler, reshaping }, reader);
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

function createMemory(stream: TrainingStream, { replay, seed }: LearningSettings): RowMemory {
  return new ReplayMemory({
    schema: stream.memorySchema,
    capacity: replay.capacity,
    seed,
    strategy: replayStrategy(replay),
    eviction: stream.eviction,
  });
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
