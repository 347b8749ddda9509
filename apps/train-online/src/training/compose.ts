import {
  adam,
  ConsolidationScheduler,
  layered,
  Network,
  OnlineLearner,
  type OnlineLearnerState,
  sgd,
} from '@graph/learner';
import {
  balanced,
  fifo,
  mixed,
  prioritized,
  ReplayMemory,
  type ReplayState,
  recency,
  type Strategy,
  uniform,
} from '@graph/replay';
import type { TrainSettings } from '../settings/train-settings.js';
import type { Course, RowMemory } from './course.js';
import type { StateTree } from './shapes.js';
import { TrainingSession } from './training-session.js';

/** Steps of rehearsal alone in each consolidation. */
export const CONSOLIDATION_STEPS = 8;

/** The parts of a run that others look at. */
export type Composition = {
  readonly session: TrainingSession;
  readonly learner: OnlineLearner;
  readonly memory: RowMemory;
};

/** Puts course, memory and learner together, new or as a state says. */
export function compose(settings: TrainSettings, course: Course, state: StateTree | undefined): Composition {
  const schema = course.memorySchema;
  const strategy = strategyOf(settings);
  const memory: RowMemory =
    state === undefined
      ? new ReplayMemory({
          schema,
          capacity: settings['replay-capacity'],
          seed: settings.seed,
          strategy,
          eviction: fifo(),
        })
      : ReplayMemory.from(state['memory'] as unknown as ReplayState, { schema });
  const shared = { memory: course.rehearsal(memory), consolidationStrategy: balanced({ by: 'domains' }) };
  const learner =
    state === undefined
      ? new OnlineLearner({
          network: createNetwork(settings, course),
          batchSize: settings['batch-size'],
          replayRatio: settings['replay-ratio'],
          updatesPerBatch: settings['updates-per-batch'],
          consolidationSteps: CONSOLIDATION_STEPS,
          ...shared,
        })
      : OnlineLearner.from(state['learner'] as unknown as OnlineLearnerState, shared);
  const trigger = { trigger: { when: 'examples', every: settings['consolidation-interval'] } } as const;
  const scheduler =
    state === undefined
      ? new ConsolidationScheduler(trigger)
      : ConsolidationScheduler.from(state['scheduler'] as never, trigger);
  const session = new TrainingSession({ course, learner, memory, scheduler }, state);
  return { session, learner, memory };
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

// Every row counts the same in the loss (beta 0): it is a mean over the rows that were really there.
const unweighted = { beta: 0, normalise: 'none' } as const;

function strategyOf(settings: TrainSettings): Strategy {
  const alpha = settings['priority-alpha'];
  switch (settings['replay-strategy']) {
    case 'uniform':
      return uniform();
    case 'prioritized':
      return prioritized({ alpha, ...unweighted });
    case 'recency':
      return recency({ halfLife: Math.max(1, settings['replay-capacity'] / 4) });
    case 'balanced':
      return balanced({ by: 'domains' });
    default:
      return mixed(
        [
          { share: 0.5, strategy: prioritized({ alpha, ...unweighted }) },
          { share: 0.5, strategy: uniform() },
        ],
        unweighted,
      );
  }
}
