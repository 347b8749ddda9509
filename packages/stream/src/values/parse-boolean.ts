const YES = new Set(
  (
    'true yes y t on ' +
    // German, Dutch and the Scandinavian languages; French; Spanish and Portuguese; Italian; Polish; Czech; Russian; Romanian;
    // Turkish; Finnish; Hungarian; Greek.
    'ja wahr j oui vrai sí si verdadero sim verdadeiro sì vero tak prawda ano pravda да истина da adevărat ' +
    'evet kyllä igen ναι'
  ).split(' '),
);
const NO = new Set(
  (
    'false no n f off nein falsch nee nej nei non faux falso não nao nie fałsz ne nepravda нет ложь nu hayır ' +
    'ei nem όχι'
  ).split(' '),
);
const LETTERS = new Set(['y', 't', 'n', 'f', 'j']);

/**
 * Reads yes/no, true/false, on/off, y/n, t/f and the words for yes and no of the large European languages, in any case, as 1
 * or 0; anything else is NaN.
 */
export function parseBoolean(text: string): number {
  if (text.length > 16) return Number.NaN;
  const word = text.trim().toLowerCase().normalize('NFC');
  if (YES.has(word)) return 1;
  return NO.has(word) ? 0 : Number.NaN;
}

/** Tells whether a yes or no is a single letter, which alone may as well be a code: `f` and `m`, `t` and `c`. */
export function isBooleanLetter(text: string): boolean {
  return LETTERS.has(text.trim().toLowerCase());
}
