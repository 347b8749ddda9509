import { defineError, type ErrorClass } from '@graph/core';

/**
 * What went wrong: `OPTION` an option that is unknown or cannot be used · `STATE` a value that is not the state of a model, or of
 * one that has not met a label · `UNSUPPORTED` something of the model that the format cannot express · `SIZE` a file over what
 * the format can hold.
 */
export type ExportErrorCode = 'OPTION' | 'STATE' | 'UNSUPPORTED' | 'SIZE';

/** The error of this package; `columns` names those that cannot be expressed. Nothing was written, and nothing changed. */
export const ExportError: ErrorClass<ExportErrorCode, { readonly columns?: readonly string[] }> =
  defineError('ExportError');
export type ExportError = InstanceType<typeof ExportError>;
