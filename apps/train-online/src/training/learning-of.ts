import { adam, sgd } from '@graph/learner';
import {
  type ConsolidationMethodName,
  CURRICULUM_DEFAULTS,
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
  const { lr: learningRate, prune, 'prune-over': over } = settings;
  const rule = settings['consolidate-when'] ?? `examples:${settings['consolidation-interval']}`;
  return {
    ...(settings.data === undefined ? CURRICULUM_DEFAULTS : TABLE_DEFAULTS),
    learner: 'network',
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
    optimizer: settings.optimizer === 'adam' ? adam({ learningRate }) : sgd({ learningRate }),
    consolidation: {
      ...parseTrigger(rule)!,
      method: settings.consolidate as ConsolidationMethodName,
      strength: settings['ewc-lambda'],
    },
  };
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
