/** What bin/run.js needs of oclif, as one module, so that it is in the bundle. */
export { execute } from '@oclif/core';
