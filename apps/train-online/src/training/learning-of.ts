import { adam, adamw, type Optimizer, sgd } from '@graph/learner';
import {
  type ConsolidationMethodName,
  CURRICULUM_DEFAULTS,
  type LearnerName,
  type LearningSettings,
  type OnDrift,
  type ReplayStrategyName,
  TABLE_DEFAULTS,
  type TableStreamSettings,
} from '@graph/online';
import { parseTrigger } from '../settings/consolidation-trigger.js';
import type { TrainSettings } from '../settings/train-settings.js';

/** How a session learns, as the flags say. */
export function learningOf(settings: TrainSettings): LearningSettings {
  const { prune, 'prune-over': over } = settings;
  const rule = settings['consolidate-when'] ?? `examples:${settings['consolidation-interval']}`;
  return {
    ...(settings.data === undefined ? CURRICULUM_DEFAULTS : TABLE_DEFAULTS),
    learner: settings.learner as LearnerName,
    effort: settings.effort,
    seed: settings.seed,
    batchSize: settings['batch-size'],
    updatesPerBatch: settings['updates-per-batch'],
    replay: {
      capacity: settings['replay-capacity'],
      ratio: settings['replay-ratio'],
      strategy: settings['replay-strategy'] as ReplayStrategyName,
      priorityAlpha: settings['priority-alpha'],
    },
    network: {
      hidden: settings.hidden,
      maxNeurons: settings.grow ?? null,
      prune: prune === undefined || over === undefined ? null : { fraction: prune, over },
    },
    optimizer: optimizerOf(settings),
    consolidation: {
      ...parseTrigger(rule)!,
      method: settings.consolidate as ConsolidationMethodName,
      strength: settings['ewc-lambda'],
    },
  };
}

/** The optimizer of these names. */
export function optimizerOf({
  optimizer,
  lr: learningRate,
}: Pick<TrainSettings, 'optimizer' | 'lr'>): Optimizer {
  if (optimizer === 'sgd') return sgd({ learningRate });
  return optimizer === 'adam' ? adam({ learningRate }) : adamw({ learningRate, weightDecay: 0.1 });
}

/** How a table is learned beside that, as the flags say. */
export function tableSettingsOf(settings: TrainSettings): TableStreamSettings {
  const { batchSize, replay } = learningOf(settings);
  return {
    batchSize,
    replay,
    onDrift: settings['on-drift'] as OnDrift,
    labelDelay: settings['label-delay'],
  };
}
