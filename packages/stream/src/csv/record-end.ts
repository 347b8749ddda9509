const LF = 0x0a;
const CR = 0x0d;

/**
 * Finds where a CSV record that may hold quoted fields ends: the index after its line feed, `end` for a last line
 * without one, or -1 where more bytes are needed (or, at the end of the source, a quote is never closed).
 *
 * A quote opens a field only as the field's first byte, and closes it only before a delimiter or a line's end; others
 * are text. These are csv-parse's rules under `relax_quotes`.
 *
 * @param data - `data[end]` is a line feed.
 * @param ended - nothing comes after `end`.
 * @param quote - the byte that quotes, -1 for none.
 */
export function recordEnd(
  data: Uint8Array,
  start: number,
  end: number,
  ended: boolean,
  delimiter: number,
  quote: number,
): number {
  let at = start;
  for (;;) {
    if (at < end && data[at] === quote) {
      at += 1;
      for (;;) {
        while (at < end && data[at] !== quote) at += 1;
        if (at + 1 >= end) {
          if (!ended || at >= end) return -1;
          return end;
        }
        if (data[at + 1] !== quote) break;
        at += 2;
      }
      at += 1;
      if (data[at] === CR && at + 1 >= end && !ended) return -1;
    }
    while (data[at] !== delimiter && data[at] !== LF) at += 1;
    if (at >= end) return ended ? end : -1;
    if (data[at] === LF) return at + 1;
    at += 1;
  }
}
