import { Network } from '@graph/learner';

/** Copies a network, with other parameters: ordered as `ManualTraining.parameters` writes them. */
export function copyWith(network: Network, parameters: Float32Array): Network {
  const copy = Network.from(network.state());
  copy.manual.setParameters(parameters);
  return copy;
}
