import {
  adam,
  type ConsolidationMethod,
  ConsolidationScheduler,
  type ConsolidationSchedulerState,
  ewc,
  layered,
  memoryAwareSynapses,
  Network,
  OnlineLearner,
  type OnlineLearnerState,
  onlineEwc,
  sgd,
  synapticIntelligence,
} from '@graph/learner';
import { balanced, ReplayMemory, type ReplayState } from '@graph/replay';
import { parseTrigger } from '../settings/consolidation-trigger.js';
import type { TrainSettings } from '../settings/train-settings.js';
import type { Course, RowMemory } from './course.js';
import { Reshaping } from './reshaping.js';
import type { StateTree } from './shapes.js';
import { strategyOf } from './strategy-of.js';
import { TrainingSession } from './training-session.js';

/** Steps of rehearsal alone in each consolidation. */
const CONSOLIDATION_STEPS = 8;

/** Puts course, memory and learner together, new or as a state says. */
export function compose(
  settings: TrainSettings,
  course: Course,
  state: StateTree | undefined,
): TrainingSession {
  const memory = composeMemory(settings, course, state?.['memory'] as unknown as ReplayState | undefined);
  const protection = protectionOf(settings);
  const equipment = () => ({
    memory: course.rehearsal(memory),
    consolidationStrategy: balanced({ by: 'domains' }),
    ...(protection === undefined ? {} : { consolidation: protection }),
  });
  const learner =
    state === undefined
      ? new OnlineLearner({
          network: createNetwork(settings, course),
          batchSize: settings['batch-size'],
          replayRatio: settings['replay-ratio'],
          updatesPerBatch: settings['updates-per-batch'],
          consolidationSteps: CONSOLIDATION_STEPS,
          ...equipment(),
        })
      : OnlineLearner.from(state['learner'] as unknown as OnlineLearnerState, equipment());
  const rule = settings['consolidate-when'] ?? `examples:${settings['consolidation-interval']}`;
  const schedule = parseTrigger(rule)!;
  const scheduler =
    state === undefined
      ? new ConsolidationScheduler(schedule)
      : ConsolidationScheduler.from(state['scheduler'] as ConsolidationSchedulerState, schedule);
  const reshaping = new Reshaping(settings, state?.['reshaping'] as StateTree | undefined);
  return new TrainingSession({ course, learner, equipment, memory, scheduler, reshaping }, state);
}

function composeMemory(settings: TrainSettings, course: Course, state: ReplayState | undefined): RowMemory {
  const schema = course.memorySchema;
  if (state !== undefined) return ReplayMemory.from(state, { schema });
  const { seed, 'replay-capacity': capacity } = settings;
  return new ReplayMemory({
    schema,
    capacity,
    seed,
    strategy: strategyOf(settings),
    eviction: course.eviction,
  });
}

function createNetwork(settings: TrainSettings, course: Course): Network {
  const graph = layered({
    inputs: course.inputWidth,
    hidden: settings.hidden,
    outputs: course.outputWidth,
    activation: 'relu',
    outputActivation: course.outputActivation,
  });
  const learningRate = settings.lr;
  return Network.create(graph, {
    loss: course.loss,
    optimizer: settings.optimizer === 'adam' ? adam({ learningRate }) : sgd({ learningRate }),
    seed: settings.seed,
    maxBatch: Math.max(settings['batch-size'], 256),
  });
}

function protectionOf({
  consolidate,
  'ewc-lambda': strength,
}: TrainSettings): ConsolidationMethod | undefined {
  switch (consolidate) {
    case 'ewc':
      return ewc({ strength });
    case 'online-ewc':
      return onlineEwc({ strength });
    case 'si':
      return synapticIntelligence({ strength });
    case 'mas':
      return memoryAwareSynapses({ strength });
    default:
      return undefined;
  }
}
