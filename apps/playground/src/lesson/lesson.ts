import { type Batch, createBatch, Random } from '@graph/core';
import { Contender, NEW_ROWS } from './contender.js';
import type { Settings } from './settings.js';
import { fillPiece, PIECES } from './spiral.js';

/** Steps for each piece: 16 new points in each. */
export const STEPS_PER_PIECE = 800;

/** All steps of a lesson. */
export const STEPS: number = PIECES * STEPS_PER_PIECE;

/** Points of a piece from which consolidation tells what matters. */
const CONSOLIDATED = 256;

/** A spiral in five pieces, taught to two networks that start alike: the same points in the same order. */
export class Lesson {
  readonly settings: Settings;
  /** Without rehearsal, and with it. */
  readonly contenders: readonly [Contender, Contender];
  readonly #random: Random;
  readonly #rows: Batch = createBatch(NEW_ROWS, 2, 1);
  readonly #lookedAt: Batch = createBatch(CONSOLIDATED, 2, 1);
  #steps = 0;

  constructor(settings: Settings, seed: number) {
    this.settings = settings;
    this.contenders = [new Contender(settings, false, seed), new Contender(settings, true, seed)];
    this.#random = Random.fromSeed(seed, 'lesson');
  }

  /** Steps that were taken, up to `STEPS`. */
  get steps(): number {
    return this.#steps;
  }

  get isOver(): boolean {
    return this.#steps === STEPS;
  }

  /** The piece that is being learned, from 0; when all is over, the last one. */
  get piece(): number {
    return Math.min(Math.floor(this.#steps / STEPS_PER_PIECE), PIECES - 1);
  }

  /** Pieces that were learned to their end. */
  get piecesDone(): number {
    return Math.floor(this.#steps / STEPS_PER_PIECE);
  }

  /** Both networks learn the next points; when a piece ends, they consolidate. Does nothing when all is over. */
  step(): void {
    if (this.isOver) return;
    const { piece } = this;
    fillPiece(this.#rows, piece, NEW_ROWS, this.#random);
    for (const contender of this.contenders) contender.learn(this.#rows, piece);
    this.#steps += 1;
    if (this.#steps % STEPS_PER_PIECE > 0) return;
    fillPiece(this.#lookedAt, piece, CONSOLIDATED, this.#random);
    for (const contender of this.contenders) contender.consolidate(this.#lookedAt);
  }
}
