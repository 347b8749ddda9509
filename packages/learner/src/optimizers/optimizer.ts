/** How gradients become steps: plain data, made by `sgd`, `rmsprop`, `adam` or `adamw`. */
export type Optimizer = {
  readonly kind: 'sgd' | 'rmsprop' | 'adam' | 'adamw';
  readonly learningRate: number;
  /** Decay of the first moment; of SGD and RMSprop the momentum. */
  readonly beta1: number;
  /** Decay of the second moment; 0 where there is none. */
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
};
