import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import type { NetworkOptions } from './network-options.js';

const OPTION_NAMES: OptionNames<NetworkOptions> = {
  gradientClip: true,
  loss: true,
  maxBatch: true,
  optimizer: true,
  precision: true,
  seed: true,
};

/** Checks the options of a network but for its loss and optimizer; returns them with their defaults. */
export function checkNetworkOptions(options: NetworkOptions): Required<Omit<NetworkOptions, 'seed'>> {
  check.names('Network.create', options, OPTION_NAMES);
  const { loss, optimizer, seed, maxBatch = 256, gradientClip = 0, precision = 'strict' } = options;
  check.seed(seed);
  check.wholeNumber('maxBatch', maxBatch, { min: 1, max: 65_536 });
  check.number('gradientClip', gradientClip, { min: 0, max: Number.MAX_VALUE });
  check.oneOf('precision', precision, ['strict', 'fast']);
  return { loss, optimizer, maxBatch, gradientClip, precision };
}
