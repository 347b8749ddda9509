// Kernels of the linear models: a module of its own, so that nobody else pays for its bytes.

export { adapt, adaptClasses, apply, applyClasses, sum, sumClasses } from './hashed';
export { add, dots, multiply, shrink, walk } from './kalman';
export { exp, implicitError, sigmoid, softmax } from './math';

/** First free address. */
export function heap(): usize {
  return __heap_base;
}
