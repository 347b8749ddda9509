/**
 * What the studies need of a file system: MNIST in a folder, and cells that are kept in one.
 *
 * @packageDocumentation
 */
export { cellFolder } from './cell-folder.js';
export { MNIST_SOURCE, readMnist } from './read-mnist.js';
