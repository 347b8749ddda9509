import type { TableSchema } from '@graph/stream';

/** A column of each kind, and a number to predict. */
export const SCHEMA: TableSchema = {
  version: 1,
  columns: [
    { type: 'number', name: 'x', missing: true, origin: 0, scale: 1 },
    { type: 'boolean', name: 'on', missing: false },
    { type: 'category', name: 'colour', missing: false, slots: 3, buckets: 0 },
    { type: 'date', name: 'at', missing: false, cycles: ['day'], origin: 0 },
  ],
  targets: [{ name: 'y', task: 'regression', origin: 0, scale: 1 }],
  domainColumn: null,
  timeColumn: null,
};
