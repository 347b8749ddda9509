import type { TableOptions } from '@graph/stream';

/** What the settings say about how tables are written: those of a run, or the flags of `check`. */
export type ReadSettings = {
  readonly decimal?: string | undefined;
  readonly 'date-order'?: string | undefined;
  readonly missing?: readonly string[] | undefined;
  readonly delimiter?: string | undefined;
  readonly quote?: string | undefined;
  readonly comment?: string | undefined;
  readonly 'skip-lines'?: number | undefined;
  readonly 'no-header'?: boolean | undefined;
  readonly encoding?: string | undefined;
};

/** Says the settings in the words of `@graph/stream`; what is not given is left out, so that looking decides. */
export function readOptionsOf(settings: ReadSettings): TableOptions {
  const { decimal, missing, delimiter, quote, comment, encoding } = settings;
  const given = {
    decimal,
    dateOrder: settings['date-order'],
    missing: missing === undefined || missing.length === 0 ? undefined : missing,
    delimiter: delimiter === 'tab' || delimiter === '\\t' ? '\t' : delimiter,
    quote: quote === 'none' ? '' : quote,
    comment,
    skipLines: settings['skip-lines'],
    header: settings['no-header'] === true ? false : undefined,
    encoding,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as TableOptions;
}
