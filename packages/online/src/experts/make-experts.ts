import type { StateReader } from '@graph/core';
import type { EncodedRows } from '../features/encoded-rows.js';
import type { RowFeatures } from '../features/row-features.js';
import type { MixtureSettings } from '../mixture/mixture-settings.js';
import { ConstantExpert } from './constant-expert.js';
import { EXPERTS, type Expert, type ExpertName } from './expert.js';
import { HashedExpert } from './hashed-expert.js';
import { LinearExpert } from './linear-expert.js';
import { NetworkExpert, type NetworkExpertSettings } from './network-expert.js';
import type { NetworkWork } from './network-work.js';
import { NoChangeExpert } from './no-change-expert.js';
import type { Outputs } from './outputs.js';

/** The newest rows that a network with lags rehearses. */
const SHORT = 50;

/** Makes the experts of a mixture, in the order of `EXPERTS`. */
export function makeExperts(
  parts: {
    readonly features: RowFeatures;
    readonly outputs: Outputs;
    readonly rows: EncodedRows;
    readonly work: NetworkWork;
  },
  settings: MixtureSettings,
  reader?: StateReader,
): readonly Expert[] {
  const { features, outputs } = parts;
  const { capacity, every, rehearsed, responds, updates } = settings;
  const networks: Readonly<Record<NetworkExpertSettings['name'], NetworkExpertSettings>> = {
    network: {
      name: 'network',
      blocks: ['base', 'pieces'],
      window: capacity,
      rehearsed,
      updates,
      every,
      members: 2,
      responds,
    },
    'network-plain': {
      name: 'network-plain',
      blocks: ['base'],
      window: capacity,
      rehearsed: rehearsed >> 1,
      updates: 1,
      every,
      members: 1,
      responds,
    },
    'network-lags': {
      name: 'network-lags',
      blocks: ['base', 'pieces', 'lags'],
      window: SHORT,
      rehearsed,
      updates,
      every,
      members: 2,
      responds: false,
    },
  };
  const make = (name: ExpertName, own: StateReader | undefined): Expert => {
    switch (name) {
      case 'constant':
        return new ConstantExpert(outputs, own);
      case 'no-change':
        return new NoChangeExpert(outputs, own);
      case 'linear':
      case 'linear-lags':
        return new LinearExpert(name, features, outputs, responds, own);
      case 'hashed':
        return new HashedExpert(outputs, own);
      default:
        return new NetworkExpert(networks[name], { ...parts, ...settings }, own);
    }
  };
  return EXPERTS.map((name) => make(name, reader?.child(name)));
}
