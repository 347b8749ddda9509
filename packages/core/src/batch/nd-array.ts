import ndarray, { type NdArray, type TypedArray } from 'ndarray';
import { StructuralArray } from './structural-array.js';

/** Whether this engine lets ndarray compile its views; known after the first one. */
let compiles = true;

/**
 * Makes a row-major view of `data`, whose length is the product of `shape`. It is one of ndarray, or where the engine
 * forbids to compile from text, one with the same interface.
 */
export function ndArray<D extends TypedArray>(data: D, shape: readonly number[]): NdArray<D> {
  if (compiles) {
    try {
      return ndarray(data, [...shape]);
    } catch (error) {
      // An EvalError, whatever class the engine's sandbox gives it.
      if (!/eval|code generation/i.test(String(error))) throw error;
      compiles = false;
    }
  }
  return new StructuralArray(data, [...shape]);
}
