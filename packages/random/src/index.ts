/**
 * Seeded, splittable random numbers whose state can be saved.
 *
 * @packageDocumentation
 */
export { Random, type RandomState } from './random.js';
