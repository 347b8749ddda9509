import { type Batch, createBatch } from '@graph/core';

/** Places of a surface in each direction. */
export const SIDE = 72;

/** Rows of places that are asked at once; the work of a frame can end after any of them. */
const STRIP = 6;

/** Red, green and blue of both arms and of what is between them, 0 to 255. */
export type Palette = readonly [first: Colour, between: Colour, second: Colour];

export type Colour = readonly [red: number, green: number, blue: number];

/** Whoever says for each row of `points` how sure it is of the second arm, 0 to 1. */
export type Answering = { answer(points: Batch, answers: Batch): void };

/**
 * A picture of what a network says everywhere, `SIDE` by `SIDE` places from -1 to 1, painted strip after strip: a frame paints as
 * many as it has time for, and the next goes on below.
 */
export class Surface {
  /** `[SIDE, SIDE, 4]`: red, green, blue and 255 of each place, from the upper left. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer> = new Uint8ClampedArray(SIDE * SIDE * 4).fill(255);
  readonly #points: Batch = createBatch(STRIP * SIDE, 2, 1);
  readonly #answers: Batch = createBatch(STRIP * SIDE, 1, 1);
  #next = 0;

  /** Paints the next strip. Returns whether it was the last one: the picture is of one moment, or nearly. */
  paintStrip(network: Answering, palette: Palette): boolean {
    const { data } = this.#points.inputs;
    this.#points.size = STRIP * SIDE;
    for (let place = 0; place < STRIP * SIDE; place += 1) {
      data[2 * place] = coordinate(place % SIDE);
      data[2 * place + 1] = -coordinate(this.#next + Math.floor(place / SIDE));
    }
    network.answer(this.#points, this.#answers);
    for (let place = 0; place < STRIP * SIDE; place += 1)
      this.#paint(this.#next * SIDE + place, this.#answers.targets.data[place]!, palette);
    this.#next = (this.#next + STRIP) % SIDE;
    return this.#next === 0;
  }

  #paint(place: number, sureness: number, [first, between, second]: Palette): void {
    // From one arm's colour by way of what is between them to the other's.
    const [from, to] = sureness < 0.5 ? [first, between] : [between, second];
    const share = sureness < 0.5 ? 2 * sureness : 2 * sureness - 1;
    for (let channel = 0; channel < 3; channel += 1)
      this.pixels[4 * place + channel] = from[channel]! + share * (to[channel]! - from[channel]!);
  }
}

function coordinate(place: number): number {
  return (2 * (place + 0.5)) / SIDE - 1;
}
