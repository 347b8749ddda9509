import { check } from '../check.js';
import type { Graph } from '../graph/graph.js';
import { LearnerError } from '../learner-error.js';
import { LOSSES, type Loss } from './loss.js';

/** Checks that a loss fits the outputs of a graph. @throws LearnerError `OPTION` */
export function checkLoss(loss: Loss, { nodes, outputs }: Graph): Loss {
  check.oneOf('the kind of loss', loss?.kind, LOSSES);
  if (loss.kind === 'huber')
    check.number('delta of the Huber loss', loss.delta, { above: 0, max: Number.MAX_VALUE });
  const fitting =
    loss.kind === 'softmax-cross-entropy'
      ? ['linear']
      : loss.kind === 'binary-cross-entropy'
        ? ['linear', 'sigmoid']
        : undefined;
  for (const output of outputs) {
    const { id, activation } = nodes[output]!;
    if (fitting !== undefined && !fitting.includes(activation))
      throw new LearnerError(
        'OPTION',
        `output '${id}' has activation ${activation}, wanted ${fitting.join(' or ')} for the loss ${loss.kind}`,
      );
  }
  return loss;
}
