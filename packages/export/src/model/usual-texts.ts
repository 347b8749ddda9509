/** Texts that may mean "no value", and that may mean yes or no: what they do mean is asked of the model's own reader. */
const MISSING = [
  '',
  '?',
  '-',
  'na',
  'n/a',
  'nan',
  'null',
  'none',
  'nil',
  '#n/a',
  '<na>',
  'inf',
  '-inf',
  'infinity',
];
const YES_OR_NO = (
  'true yes y t on false no n f off ja wahr j oui vrai sí si verdadero sim verdadeiro sì vero tak prawda ano pravda да истина da ' +
  'adevărat evet kyllä igen ναι nein falsch nee nej nei non faux falso não nao nie fałsz ne nepravda нет ложь nu hayır ei nem όχι'
).split(' ');

/** Words of so few letters are tried in every mixture of cases, longer ones in the usual ones. */
const SHORT = 5;

/** Lists texts that may mean "no value". @param further - words that a schema says do. */
export function missingTexts(further: readonly string[]): readonly string[] {
  return [...MISSING, ...further].flatMap(casesOf);
}

/** Lists texts that may mean yes or no. */
export function yesOrNoTexts(): readonly string[] {
  return YES_OR_NO.flatMap(casesOf);
}

function casesOf(word: string): readonly string[] {
  const lower = word.toLowerCase();
  const upper = word.toUpperCase();
  if ([...word].length > SHORT) return [...new Set([word, lower, upper, upper.charAt(0) + lower.slice(1)])];
  let texts = [''];
  for (const letter of word)
    texts = [...new Set([letter.toLowerCase(), letter.toUpperCase()])].flatMap((each) =>
      texts.map((text) => text + each),
    );
  return texts;
}
