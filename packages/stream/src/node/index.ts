/**
 * Files and standard input as sources, for Node.
 *
 * @packageDocumentation
 */
export { fileSource } from './file-source.js';
export { fileSources } from './file-sources.js';
export { stdinSource } from './stdin-source.js';
