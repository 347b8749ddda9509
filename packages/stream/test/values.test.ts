import { describe, expect, it } from 'vitest';
import { markedNumber, parseMarkedNumber } from '../src/values/marked-number.ts';
import { missingWords } from '../src/values/missing-words.ts';
import { parseBoolean } from '../src/values/parse-boolean.ts';
import { parseDate } from '../src/values/parse-date.ts';
import { wordOf } from '../src/values/word-of.ts';

describe('numbers as people write them', () => {
  it.each([
    ['1,003', 1003],
    ['1,003.50', 1003.5],
    ['-1,234,567.8', -1_234_567.8],
    ['12,34,567', 1_234_567],
    ['$1,003.00', 1003],
    ['-$5', -5],
    ['12 €', 12],
    ['EUR 7.5', 7.5],
    ['R$ 10', 10],
    ['14.3%', 14.3],
    ['\u22125', -5],
    ['(5.00)', -5],
    ['1 234', 1234],
    ['1\u00a0234.5', 1234.5],
    ['1\u202f234', 1234],
    ["1'234.5", 1234.5],
    ['+3', 3],
    ['1.5e3', 1500],
    ['.5', 0.5],
  ])('%s is %d', (text, value) => {
    expect(parseMarkedNumber(text, 'thousands')).toBe(value);
  });

  it.each([
    ['0,5123', 0.5123],
    ['1.003,50', 1003.5],
    ['1.234.567', 1_234_567],
    ['1 234,5', 1234.5],
    ['-0,5 €', -0.5],
    ['7', 7],
  ])('%s with a decimal comma is %d', (text, value) => {
    expect(parseMarkedNumber(text, 'decimal comma')).toBe(value);
  });

  it.each([
    '',
    '-',
    '$',
    '1,2,3',
    '12,34',
    '1.2.3',
    '18:05',
    '31.12.2024',
    'about 5',
    '5 kg',
    '1,,003',
    '1 23',
    '$5$',
    '12-5',
  ])('%j is not a number', (text) => {
    expect(parseMarkedNumber(text, 'thousands')).toBeNaN();
  });

  it('tells which readings are possible', () => {
    const reading = (text: string) => markedNumber(text, '.')?.reading ?? markedNumber(text, ',')?.reading;
    expect(reading('1,003')).toBe('either');
    expect(reading('1,03')).toBe('comma');
    expect(reading('1.03')).toBe('point');
    expect(reading('0,123')).toBe('comma');
    expect(reading('1,234.5')).toBe('point');
    expect(reading('1.234,5')).toBe('comma');
    expect(reading('1,234,567')).toBe('point');
    expect(reading('12')).toBeUndefined();
  });
});

describe('dates as people write them', () => {
  const noon = Date.UTC(2024, 11, 31, 18, 5);
  it.each([
    ['2024-12-31T18:05Z', undefined, noon],
    ['2024-12-31 19:05:00.123456+01', undefined, noon + 123],
    ['2024-12-31 06:05 PM', undefined, noon],
    ['Tue, 31 Dec 2024 18:05:00 GMT', undefined, noon],
    ['31-Dec-2024', undefined, Date.UTC(2024, 11, 31)],
    ['Dec. 31, 2024 6:05 PM', undefined, noon],
    ['December 31, 2024', undefined, Date.UTC(2024, 11, 31)],
    ['31/Dec/2024:19:05:00 +0100', undefined, noon],
    ['Tue Dec 31 18:05:00 2024', undefined, noon],
    ['Tue Dec 31 18:05:00 +0000 2024', undefined, noon],
    ['31.12.2024 18:05', 'day first', noon],
    ['31/12/24', 'day first', Date.UTC(2024, 11, 31)],
    ['12/31/2024 06:05 PM', 'month first', noon],
    ['12/31/2024, 6:05 p.m.', 'month first', noon],
    ['18:05:00', 'time of day', (18 * 60 + 5) * 60_000],
    ['12:30 am', 'time of day', 30 * 60_000],
    ['1735668300', 'seconds since 1970', noon],
    ['1735668300000', 'milliseconds since 1970', noon],
  ] as const)('%s (%s)', (text, notation, time) => {
    expect(parseDate(text, notation)).toBe(time);
  });

  it.each([
    ['31.12.2024', undefined],
    ['31/12/2024', 'month first'],
    ['29.02.2023', 'day first'],
    ['13:05 PM', 'time of day'],
    ['24:00', 'time of day'],
    ['31.12-2024', 'day first'],
    ['1 Foo 2024', undefined],
    ['Market 12, 2024', undefined],
    ['Feb 30, 2024', undefined],
  ] as const)('%s is not one (%s)', (text, notation) => {
    expect(parseDate(text, notation)).toBeNaN();
  });
});

describe('words', () => {
  it('are the same whatever the form of their Unicode', () => {
    expect(wordOf('Mu\u0308hl')).toBe('M\u00fchl');
  });

  it('of whole numbers are the same with a point and without; codes stay codes', () => {
    expect(['1', '1.0', '+1', ' 1.', '1.00'].map(wordOf)).toEqual(['1', '1', '1', '1', '1']);
    expect(['007', '1.10', '-1.0', '-0', '1e3'].map(wordOf)).toEqual(['007', '1.10', '-1', '0', '1e3']);
  });

  it.each(['ja', 'Oui', 'sí', 'SÌ', 'sim', 'tak', 'да', 'yes', 'vrai'])('%s is yes', (word) => {
    expect(parseBoolean(word)).toBe(1);
  });
  it.each(['nein', 'Non', 'não', 'nie', 'нет', 'nej', 'no', 'faux'])('%s is no', (word) => {
    expect(parseBoolean(word)).toBe(0);
  });

  it('that mean "no value" are those that are given, and the blank one', () => {
    const missing = missingWords(['unknown', '-1']);
    expect(['', ' ', 'Unknown', '-1', 'NA', '?'].map(missing)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
