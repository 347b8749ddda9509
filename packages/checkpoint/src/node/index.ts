/**
 * The disk of a machine that runs Node.
 *
 * @packageDocumentation
 */
export { NodeFileSystem } from './node-file-system.js';
