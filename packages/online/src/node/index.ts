/**
 * An online model in a folder: restored when it is opened, saved when it is told to.
 *
 * @packageDocumentation
 */
export { openModel, type SavedModel } from './open-model.js';
