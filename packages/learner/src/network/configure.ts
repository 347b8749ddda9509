import { WORD } from '../kernels/word.js';
import { LOSSES, type Loss } from '../losses/loss.js';
import { optimizerCode } from '../optimizers/code.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { KernelLayout } from './kernel-layout.js';

/** Tells the kernels the loss and the optimizer; a gradient clip of 0 means no limit. */
export function configure(
  { floats, kernels }: KernelLayout,
  optimizer: Optimizer,
  loss: Loss,
  gradientClip: number,
): void {
  const { learningRate, beta1, beta2, epsilon, weightDecay } = optimizer;
  floats[WORD.learningRate] = learningRate;
  floats[WORD.beta1] = beta1;
  floats[WORD.beta2] = beta2;
  floats[WORD.epsilon] = epsilon;
  floats[WORD.weightDecay] = weightDecay;
  floats[WORD.clip] = gradientClip;
  floats[WORD.lossParameter] = loss.kind === 'huber' ? loss.delta : 0;
  kernels.setInteger(WORD.loss, LOSSES.indexOf(loss.kind));
  kernels.setInteger(WORD.optimizer, optimizerCode(optimizer));
}
