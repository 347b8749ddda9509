import { check } from '../../check.js';

/** A variance for all inputs, one for each, or a function that gives that of an input by its index. */
export type PriorVariance = number | ArrayLike<number> | ((input: number) => number);

const RANGE = { min: 1e-12, max: 1e12 };

/** Fills in the variances of the inputs from `first` on. @throws LearnerError `OPTION` */
export function priorVariances(
  given: PriorVariance,
  first: number,
  count: number,
): Float64Array<ArrayBuffer> {
  if (typeof given === 'object' && given.length !== count)
    throw check.error(`priorVariance has ${given.length} values, wanted one for each of ${count} inputs`);
  return Float64Array.from({ length: count }, (_, index) => {
    const variance =
      typeof given === 'function' ? given(first + index) : typeof given === 'object' ? given[index] : given;
    check.number('priorVariance', variance, RANGE);
    return variance!;
  });
}
