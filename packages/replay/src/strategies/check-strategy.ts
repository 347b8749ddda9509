import { scalars } from '../records/record-layout.js';
import type { Schema } from '../records/schema.js';
import { ReplayError } from '../replay-error.js';
import { balanced } from './balanced.js';
import { mixed } from './mixed.js';
import { prioritized } from './prioritized.js';
import { recency } from './recency.js';
import type { Mixed, Prioritized, SingleStrategy, Strategy } from './strategy.js';
import { uniform } from './uniform.js';

/**
 * Returns the strategy with every value checked, also if it was written by hand or read from a file.
 *
 * @throws ReplayError `OPTION` if something of it is wrong; `STRATEGY` if it is not a strategy, or does not fit the schema.
 */
export function checkStrategy(strategy: Strategy, schema: Schema): Strategy {
  const checked = checkKind(strategy, schema);
  const { kind, where } = checked;
  if (where !== undefined && schema[where.field]?.shape.length !== 0)
    throw new ReplayError(
      'STRATEGY',
      `where of ${kind} is of "${where.field}", wanted a field of shape [], one of ${scalars(schema)}`,
    );
  return checked;
}

function checkKind(strategy: Strategy, schema: Schema): Strategy {
  if (strategy?.kind === 'mixed') {
    const { kind, parts: unchecked, ...options } = strategy;
    if (!Array.isArray(unchecked)) return mixed([], options);
    const parts = unchecked.map((part: Mixed['parts'][number]) => ({
      ...part,
      strategy: checkSingle(part?.strategy, schema),
    }));
    const powers = new Set(
      parts.flatMap(({ strategy: part }) =>
        part.kind === 'prioritized' ? [`${part.alpha}, ${part.epsilon}`] : [],
      ),
    );
    if (powers.size > 1)
      throw new ReplayError(
        'STRATEGY',
        `mixed has prioritized parts of different alpha, epsilon (${[...powers].join(' and ')}): a memory has one`,
      );
    return mixed(parts, options);
  }
  return checkSingle(strategy, schema);
}

function checkSingle(strategy: SingleStrategy, schema: Schema): SingleStrategy {
  switch (strategy?.kind) {
    case 'uniform': {
      // Its weights are all 1, whatever they are divided by.
      const { kind, beta, normalise, ...options } = strategy;
      return uniform(options);
    }
    case 'prioritized': {
      const { kind, ...options } = strategy;
      return prioritized(options);
    }
    case 'recency': {
      const { kind, ...options } = strategy;
      return recency(options);
    }
    case 'balanced': {
      const { kind, ...options } = strategy;
      const field = schema[strategy.by];
      if (field === undefined || field.shape.length !== 0)
        throw new ReplayError(
          'STRATEGY',
          `balanced is by "${strategy.by}", wanted a field of shape [], one of ${scalars(schema)}`,
        );
      return balanced(options);
    }
    default:
      throw new ReplayError(
        'STRATEGY',
        `the strategy is ${JSON.stringify(strategy)}, wanted what uniform, prioritized, recency, balanced or mixed returns`,
      );
  }
}

/** Returns the powers of priorities that a strategy wants, if it draws by priority. */
export function powersOf(strategy: Strategy): Prioritized | undefined {
  if (strategy.kind === 'prioritized') return strategy;
  if (strategy.kind !== 'mixed') return undefined;
  for (let part = 0; part < strategy.parts.length; part += 1) {
    const single = strategy.parts[part]!.strategy;
    if (single.kind === 'prioritized') return single;
  }
  return undefined;
}
