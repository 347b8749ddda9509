import { ReplayError } from './errors.js';
import type { Schema } from './schema.js';
import { balanced } from './strategies/balanced.js';
import { mixed } from './strategies/mixed.js';
import { prioritized } from './strategies/prioritized.js';
import { recency } from './strategies/recency.js';
import type { Prioritized, SingleStrategy, Strategy } from './strategies/strategy.js';
import { uniform } from './strategies/uniform.js';

/**
 * Returns the strategy with every value checked, also if it was written by hand or read from a file.
 *
 * @throws ReplayError `STRATEGY` if something of it is wrong, or does not fit the schema.
 */
export function checkStrategy(strategy: Strategy, schema: Schema): Strategy {
  if (strategy?.kind === 'mixed') {
    const parts = strategy.parts.map(({ share, strategy: part }) => ({
      share,
      strategy: checkSingle(part, schema),
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
    return mixed(parts, strategy);
  }
  return checkSingle(strategy, schema);
}

function checkSingle(strategy: SingleStrategy, schema: Schema): SingleStrategy {
  switch (strategy?.kind) {
    case 'uniform':
      return uniform(strategy);
    case 'prioritized':
      return prioritized(strategy);
    case 'recency':
      return recency(strategy);
    case 'balanced': {
      const field = schema[strategy.by];
      if (field === undefined || field.shape.length !== 0)
        throw new ReplayError(
          'STRATEGY',
          `balanced is by "${strategy.by}", wanted a field of shape [], one of ${scalars(schema)}`,
        );
      return balanced(strategy);
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

/** Names the fields that a memory can be balanced by. */
export function scalars(schema: Schema): string {
  const names = Object.keys(schema).filter((name) => schema[name]!.shape.length === 0);
  return names.length > 0 ? names.join(', ') : '(this schema has none)';
}
