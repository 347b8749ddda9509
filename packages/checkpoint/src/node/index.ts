/**
 * The disk of a machine that runs Node.
 *
 * @packageDocumentation
 */
export { NodeFileSystem, type NodeFileSystemOptions } from './node-file-system.js';
