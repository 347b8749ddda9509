import { copyTree, Random, type StateTree } from '@graph/core';
import { type ContractCase, ensure, ensureThrows } from '@graph/core/contract';
import type { Decision, Policy, Progress } from '../policies/policy.js';

/** Observations of a level that is learned, then gets worse, then is learned again. */
function observations(): Progress[] {
  const random = Random.fromSeed(1, 'policy-contract');
  let examples = 0;
  return Array.from({ length: 300 }, (_, index) => {
    const rows = 1 + random.below(32);
    examples += rows;
    const trend = index < 100 ? 1 / (1 + index) : index < 200 ? (index - 99) / 10 : 1 / (index - 199);
    return { level: 2, firstLevel: 1, lastLevel: 3, examples, loss: trend * (0.5 + random.float()), rows };
  });
}

/**
 * Lists what every policy must do: decide from its state and the observation alone, and keep its state as plain data, so
 * that a run resumes with the same decisions.
 *
 * @param make - makes the policy, with the same options each time.
 * @example
 * ```ts
 * for (const { name, run } of policyContract(() => tenfold)) it(name, run);
 * ```
 */
export function policyContract(make: () => Policy): readonly ContractCase[] {
  return [
    {
      name: 'has no limit of examples, or one of a whole number',
      run: () => {
        const { examplesPerLevel } = make();
        ensure(
          examplesPerLevel === undefined || (Number.isSafeInteger(examplesPerLevel) && examplesPerLevel >= 1),
          `examplesPerLevel is ${examplesPerLevel}, wanted a whole number ≥ 1, or nothing`,
        );
      },
    },
    {
      name: 'decides to stay, or with a reason to advance or regress',
      run: () => {
        const policy = make();
        const state = policy.enter();
        for (const progress of observations()) {
          const decision: { kind: unknown; reason?: unknown } = policy.observe(state, progress);
          const isKnown = ['stay', 'advance', 'regress'].includes(String(decision?.kind));
          ensure(isKnown, `it decides ${String(decision?.kind)}, wanted stay, advance or regress`);
          const isReason = decision.kind === 'stay' || typeof decision.reason === 'string';
          ensure(
            isReason,
            `the reason to ${String(decision.kind)} is ${String(decision.reason)}, wanted a text`,
          );
        }
      },
    },
    {
      name: 'enters each level with a new state',
      run: () => {
        const policy = make();
        const first = policy.enter();
        const before = textOf(first);
        ensure(textOf(make().enter()) === before, 'two of them enter with different states');
        for (const progress of observations()) policy.observe(first, progress);
        ensure(
          textOf(policy.enter()) === before,
          'what it saw on one level is in the state with which it enters the next',
        );
      },
    },
    {
      name: 'remembers nothing but what is in its state',
      run: () => {
        const [policy, other] = [make(), make()];
        const [state, expected, disturbance] = [policy.enter(), other.enter(), policy.enter()];
        for (const [index, progress] of observations().entries()) {
          policy.observe(disturbance, { ...progress, loss: 1 / progress.loss });
          ensure(
            isSame(policy.observe(state, progress), other.observe(expected, progress)),
            `observation ${index} is decided otherwise when another level was observed between`,
          );
        }
      },
    },
    {
      name: 'keeps numbers of an observation, not the observation',
      run: () => {
        const [policy, other] = [make(), make()];
        const [state, expected] = [policy.enter(), other.enter()];
        const reused = { level: 0, firstLevel: 0, lastLevel: 0, examples: 0, loss: 0, rows: 0 };
        for (const [index, progress] of observations().entries()) {
          Object.assign(reused, progress);
          const isAsBefore = isSame(policy.observe(state, reused), other.observe(expected, progress));
          Object.assign(reused, { level: 9, examples: 0, loss: 1e9, rows: 1 });
          ensure(
            isAsBefore && textOf(state) === textOf(expected),
            `observation ${index} is read after its time`,
          );
        }
      },
    },
    {
      name: 'resumes with the same decisions from a copy of its state',
      run: () => {
        const policy = make();
        const state = policy.enter();
        let [twin, copy]: [Policy, StateTree] = [make(), state];
        for (const [index, progress] of observations().entries()) {
          if (index % 7 === 0) {
            twin = make();
            copy = copyTree(state);
            twin.check?.(copy);
          }
          ensure(
            isSame(policy.observe(state, progress), twin.observe(copy, progress)),
            `observation ${index} is decided otherwise by a restored one`,
          );
        }
        ensure(textOf(copyTree(state)) === textOf(state), 'its state is not plain data');
      },
    },
    {
      name: 'refuses a state that lacks a field, if it checks states',
      run: () => {
        const policy = make();
        if (policy.check === undefined) return;
        const state = policy.enter();
        for (const missing of Object.keys(state)) {
          const rest = Object.fromEntries(Object.entries(state).filter(([key]) => key !== missing));
          ensureThrows(() => policy.check?.(rest), `check of a state without ${missing}`);
        }
      },
    },
  ];
}

function isSame(decision: Decision, other: Decision): boolean {
  return JSON.stringify(decision) === JSON.stringify(other);
}

/** A state as text, arrays and all numbers too. */
function textOf(state: StateTree): string {
  return JSON.stringify(state, (_, value: unknown) => {
    if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, String);
    return typeof value === 'number' ? String(value) : value;
  });
}
