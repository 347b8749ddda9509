import { Random } from '@graph/core';
import { describe, expect, it } from 'vitest';
import { FadingRidge } from '../src/drift/fading-ridge.js';
import { BLOCK_ROWS, RowBlock } from '../src/drift/row-block.js';

/** Solves `matrix` w = `right` by elimination with pivots. */
function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at]!]);
  const size = rows.length;
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column; row < size; row += 1)
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue;
      const factor = rows[row]![column]! / rows[column]![column]!;
      rows[row] = rows[row]!.map((value, at) => value - factor * rows[column]![at]!);
    }
  }
  return rows.map((row, at) => row[size]! / row[at]!);
}

describe.each([1, 2, 3, 7, 32])('FadingRidge of %i inputs', (inputs) => {
  it('gives the weights that solve the equations of all rows, weighted by their age in blocks', () => {
    const random = Random.fromSeed(inputs, 'ridge');
    const block = new RowBlock(inputs);
    const memories = [50, 1000];
    const ridges = memories.map((memoryRows) => new FadingRidge(block, memoryRows));
    const rows: { x: Float64Array; target: number }[] = [];
    for (let row = 0; row < 5 * BLOCK_ROWS; row += 1) {
      const x = Float64Array.from({ length: inputs }, () => random.float() * 2 - 1);
      const target = x.reduce((sum, value, at) => sum + value * (at + 1), random.float());
      rows.push({ x, target });
      if (block.add(x, target)) for (const ridge of ridges) ridge.takeIn();
    }
    ridges.forEach((ridge, which) => {
      const fading = (1 - 1 / memories[which]!) ** BLOCK_ROWS;
      const matrix = Array.from({ length: inputs }, (_, row) =>
        Array.from({ length: inputs }, (__, column) => (row === column ? 1 : 0)),
      );
      const right = Array.from({ length: inputs }, () => 0);
      rows.forEach(({ x, target }, at) => {
        const weight = fading ** (4 - Math.floor(at / BLOCK_ROWS));
        for (let row = 0; row < inputs; row += 1) {
          right[row]! += weight * x[row]! * target;
          for (let column = 0; column < inputs; column += 1)
            matrix[row]![column]! += weight * x[row]! * x[column]!;
        }
      });
      solve(matrix, right).forEach((wanted, at) => {
        expect(ridge.weight(at)).toBeCloseTo(wanted, 9);
      });
    });
  });

  it('knows nothing until a block is full', () => {
    const block = new RowBlock(inputs);
    const ridge = new FadingRidge(block, 100);
    const x = new Float64Array(inputs).fill(1);
    for (let row = 0; row < BLOCK_ROWS - 1; row += 1) expect(block.add(x, 1)).toBe(false);
    expect(ridge.predict(x)).toBe(0);
    expect(block.add(x, 1)).toBe(true);
    ridge.takeIn();
    expect(ridge.predict(x)).toBeGreaterThan(0.9);
  });
});
