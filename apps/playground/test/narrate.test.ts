import { describe, expect, it } from 'vitest';
import { announce, describePicture, narrate, share, wordsOfCapacity } from '../src/lesson/narrate.ts';
import { USUAL } from '../src/lesson/settings.ts';

const forgot = [
  [1, 0.8, 0, 0.2, 1],
  [1, 1, 1, 1, 0.996],
] as const;
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('the text', () => {
  it('says how much of this piece and of those before it each network has', () => {
    const text = narrate({ settings: USUAL, piece: 2, isLearned: false, accuracies: forgot });
    expect(plain(text)).toBe(
      'Piece 3 of 5. Without rehearsal the network gets 0 % of it right, and 90 % of the 2 before. With 500 remembered points it is 100 %, and 100 % of the 2 before.',
    );
  });

  it('ends with what it came to', () => {
    const text = narrate({ settings: USUAL, piece: 4, isLearned: true, accuracies: forgot });
    expect(plain(text)).toBe(
      'All 5 pieces were learned, one after the other. Without rehearsal the network gets 100 % of the last right, and 50 % of the 4 before. With 500 remembered points it is 99 %, and 100 % of the 4 before. What was rehearsed stayed; what was not is gone.',
    );
    const nothing = [forgot[0], forgot[0]] as const;
    expect(narrate({ settings: USUAL, piece: 4, isLearned: true, accuracies: nothing })).toMatch(
      /rehearsal did not save what came first\.$/,
    );
    const all = [forgot[1], forgot[1]] as const;
    expect(narrate({ settings: USUAL, piece: 4, isLearned: true, accuracies: all })).toMatch(
      /Nothing was forgotten/,
    );
  });

  it('says that there is nothing to forget in the first piece, and nothing to tell apart without a memory', () => {
    expect(narrate({ settings: USUAL, piece: 0, isLearned: true, accuracies: forgot })).toMatch(
      /^Piece 1 of 5 is learned\. There is nothing to forget yet/,
    );
    const settings = { ...USUAL, capacity: 0 };
    expect(narrate({ settings, piece: 1, isLearned: false, accuracies: forgot })).toMatch(
      /they are alike\.$/,
    );
  });

  it('says what was changed, what a place of the slider means, and what a picture shows', () => {
    expect(announce({ capacity: 1000, strategy: 'mixed', strength: 0.1 })).toBe(
      'Started again: a memory of 1,000 points, drawn mixed, consolidation of strength 0.1.',
    );
    expect(announce({ ...USUAL, capacity: 0 })).toBe('Started again: no memory, no consolidation.');
    expect([wordsOfCapacity(0), wordsOfCapacity(8)]).toEqual(['none', '2,500 points']);
    expect(describePicture(false, forgot[0], 3)).toContain('it follows the arms in 1 of 4 pieces');
  });

  it('never says that all is right where something is wrong', () => {
    expect([0, 0.005, 0.5, 0.999, 1].map(share).map(plain)).toEqual(['0 %', '1 %', '50 %', '99 %', '100 %']);
  });
});
