import { type Batch, createBatch } from '@graph/core';
import { type ContractCase, ensure } from '@graph/core/contract';
import type { ConsolidationMethod } from '../consolidation/consolidation-method.js';
import { layered } from '../graph/layered.js';
import { meanSquaredError } from '../losses/mean-squared-error.js';
import { Network } from '../network/network.js';
import { OnlineLearner } from '../online/online-learner.js';
import { adam } from '../optimizers/adam.js';

/**
 * What every `ConsolidationMethod` must do.
 *
 * @param make - makes the method, always with the same settings and a strength above 0, of about what it is used with.
 * @example
 * ```ts
 * for (const { name, run } of consolidationMethodContract(() => ewc({ strength: 1 }))) it(name, run);
 * ```
 */
export function consolidationMethodContract(make: () => ConsolidationMethod): readonly ContractCase[] {
  return [
    {
      name: 'says its kind, and how strong it is',
      run: () => {
        const { kind, strength } = make();
        ensure(typeof kind === 'string' && kind !== '' && kind !== 'none', `kind is ${JSON.stringify(kind)}`);
        ensure(strength > 0 && Number.isFinite(strength), `strength is ${strength}, wanted a number above 0`);
      },
    },
    {
      name: 'leaves learning as it is, to the bit, until the first consolidation',
      run: () => {
        const [free, held] = [network(), network()];
        make().attach(held);
        train(free, 1, 20);
        train(held, 1, 20);
        ensure(weights(free) === weights(held), 'the parameters differ from those of a network without it');
      },
    },
    {
      name: 'changes no parameter by consolidating',
      run: () => {
        const held = consolidated(make(), () => {});
        const twin = network();
        train(twin, 1, 20);
        ensure(weights(held) === weights(twin), 'a parameter has changed');
      },
    },
    {
      name: 'holds the parameters back afterwards',
      run: () => {
        const [free, held] = [network(), consolidated(make(), () => {})];
        train(free, 1, 20);
        const start = free.parameters().weights;
        train(free, 2, 100);
        train(held, 2, 100);
        const way = (of: Network): number =>
          of
            .parameters()
            .weights.reduce((sum, weight, at) => sum + (weight - start[at]!) * (weight - start[at]!), 0);
        ensure(way(held) < way(free), 'the weights went no less far than without it');
      },
    },
    {
      name: 'may be attached again, as when a learner is restored',
      run: () => {
        const [once, twice] = [
          consolidated(make(), () => {}),
          consolidated(make(), (of) => make().attach(of)),
        ];
        train(once, 2, 10);
        train(twice, 2, 10);
        ensure(weights(once) === weights(twice), 'attaching it again has changed what is learned');
      },
    },
    {
      name: 'takes no rows for nothing to estimate from',
      run: () => {
        const held = consolidated(make(), (of) => make().consolidate(of, createBatch(4, 3, 2)));
        train(held, 2, 10);
        ensure(held.parameters().weights.every(Number.isFinite), 'a weight is not finite afterwards');
      },
    },
    {
      name: 'is in the state of the network: a restored learner continues to the bit',
      run: () => {
        const method = make();
        const learner = new OnlineLearner({ network: network(), consolidation: method });
        const work = (on: OnlineLearner, seed: number): void => {
          for (let step = 0; step < 12; step += 1) {
            on.learnBatch(rows(seed + step));
            if (step % 5 === 4) on.consolidate(rows(seed));
          }
        };
        work(learner, 0);
        const twin = OnlineLearner.from(learner.state(), { consolidation: make() });
        work(learner, 20);
        work(twin, 20);
        ensure(
          weights(learner.network) === weights(twin.network),
          'the restored learner learned something else',
        );
      },
    },
    {
      name: 'goes along with a network that grows and is pruned',
      run: () => {
        const method = make();
        const held = consolidated(method, (of) => {
          of.widen(5);
          of.prune({ edges: 6 });
        });
        train(held, 2, 10);
        method.consolidate(held, rows(3));
        train(held, 4, 10);
        ensure(held.parameters().weights.every(Number.isFinite), 'a weight is not finite afterwards');
      },
    },
  ];
}

function network(): Network {
  const graph = layered({ inputs: 3, hidden: [8], outputs: 2, activation: 'tanh' });
  return Network.create(graph, {
    loss: meanSquaredError(),
    optimizer: adam({ learningRate: 0.01 }),
    seed: 1,
  });
}

/** A network that learned a task and consolidated it; `then` is called after that. */
function consolidated(method: ConsolidationMethod, then: (network: Network) => void): Network {
  const held = network();
  method.attach(held);
  train(held, 1, 20);
  method.consolidate(held, rows(1));
  then(held);
  return held;
}

function train(network: Network, task: number, steps: number): void {
  for (let step = 0; step < steps; step += 1) network.step(rows(task));
}

function rows(task: number): Batch {
  const batch = createBatch(8, 3, 2);
  batch.size = 8;
  for (let at = 0; at < 24; at += 1) batch.inputs.data[at] = ((at * 7 + task * 13) % 11) / 11;
  for (let at = 0; at < 16; at += 1) batch.targets.data[at] = ((at * 5 + task * 3) % 7) / 7;
  return batch;
}

/** All parameters as a text, to the bit. */
function weights(of: Network): string {
  const { weights, biases } = of.parameters();
  return [...weights, ...biases].map((value) => (Object.is(value, -0) ? '-0' : String(value))).join();
}
