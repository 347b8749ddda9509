import { isMissing } from './is-missing.js';

/** Tells whether a text means "no value". */
export type Missing = (text: string) => boolean;

/** Only a text without a character other than spaces is missing. */
export const isBlank: Missing = (text) => text.trim().length === 0;

/**
 * Makes what tells which texts are missing.
 *
 * @param words - compared in any case; the blank text is missing whatever they are. Without them the usual ones.
 */
export function missingWords(words: readonly string[] | undefined): Missing {
  if (words === undefined) return isMissing;
  const known = new Set(words.map((word) => word.trim().toLowerCase()));
  return (text) => {
    const word = text.trim();
    return word.length === 0 || known.has(word.toLowerCase());
  };
}
