/** What a node does with the sum that reaches it. `leaky-relu` has slope 0.01 below zero. */
export type Activation = 'linear' | 'relu' | 'leaky-relu' | 'sigmoid' | 'tanh';

/** Every activation, in the order of their codes in saved states: append only. */
export const ACTIVATIONS: readonly Activation[] = ['linear', 'relu', 'leaky-relu', 'sigmoid', 'tanh'];
