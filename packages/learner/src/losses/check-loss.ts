import { LearnerError } from '../errors.js';
import type { Graph } from '../graph.js';
import { LOSSES, type Loss } from './loss.js';

/** Checks that a loss fits the outputs of a graph. @throws LearnerError `OPTION` */
export function checkLoss(loss: Loss, { nodes, outputs }: Graph): Loss {
  if (!LOSSES.includes(loss?.kind))
    throw new LearnerError('OPTION', `loss is ${JSON.stringify(loss)}, wanted one of ${LOSSES.join(', ')}`);
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
