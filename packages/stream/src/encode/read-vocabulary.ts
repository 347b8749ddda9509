import { StreamError } from '../stream-error.js';
import type { Vocabulary } from './vocabulary.js';

/**
 * Checks the JSON of a vocabulary.
 *
 * @param json - none by default: no word was met.
 * @throws StreamError `STATE` where it is not a vocabulary.
 */
export function readVocabulary(json?: string): Vocabulary {
  if (json === undefined) return { categories: {}, classes: [], domains: [] };
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new StreamError('STATE', 'the vocabulary is not that of a table reader: its JSON is damaged', {
      cause,
    });
  }
  if (isVocabulary(value)) return value;
  throw new StreamError('STATE', 'the vocabulary is not that of a table reader');
}

function isVocabulary(value: unknown): value is Vocabulary {
  if (typeof value !== 'object' || value === null) return false;
  const { categories, classes, domains } = value as { readonly [key in keyof Vocabulary]?: unknown };
  return (
    isWords(classes) &&
    isWords(domains) &&
    typeof categories === 'object' &&
    categories !== null &&
    Object.values(categories).every(isWords)
  );
}

/** A list of words, each once: a word that came twice would move the numbers of all after it. */
function isWords(list: unknown): boolean {
  return (
    Array.isArray(list) &&
    list.every((word) => typeof word === 'string') &&
    new Set(list).size === list.length
  );
}
