import { createBatch, Random } from '@graph/core';
import { fillPiece, PIECES } from '../lesson/spiral.js';
import { type Answering, type Colour, type Palette, SIDE, Surface } from './surface.js';

/** Width and height of the drawing, in its own pixels; the page scales it. */
const SIZE = 576;

/** Points of each piece that are drawn; they stand for those that are learned. */
const DRAWN = 44;

/** The colours of a picture. Both arms differ in form, too: discs and crosses. */
export type Colours = {
  readonly ground: Palette;
  readonly marks: readonly [Colour, Colour];
  readonly faint: number;
};

export const LIGHT: Colours = {
  ground: [
    [164, 204, 244],
    [250, 250, 250],
    [248, 196, 140],
  ],
  marks: [
    [11, 92, 173],
    [154, 74, 0],
  ],
  faint: 0.45,
};

export const DARK: Colours = {
  ground: [
    [28, 74, 122],
    [22, 27, 34],
    [122, 66, 10],
  ],
  marks: [
    [150, 204, 255],
    [255, 190, 130],
  ],
  faint: 0.5,
};

/** One of the two canvases: what a network says everywhere, and the points of the pieces so far over it. */
export class Picture {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #surface: Surface = new Surface();
  readonly #ground: HTMLCanvasElement = document.createElement('canvas');
  readonly #groundContext: CanvasRenderingContext2D;
  readonly #image: ImageData = new ImageData(this.#surface.pixels, SIDE);

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#canvas.width = this.#canvas.height = SIZE;
    this.#ground.width = this.#ground.height = SIDE;
    this.#context = canvas.getContext('2d')!;
    this.#groundContext = this.#ground.getContext('2d')!;
  }

  /** Says in words what is drawn, in place of the picture. */
  describe(words: string): void {
    this.#canvas.setAttribute('aria-label', words);
  }

  /** Paints some more of the surface. Returns whether the picture is complete; it is then drawn. */
  paint(network: Answering, colours: Colours, piece: number): boolean {
    if (!this.#surface.paintStrip(network, colours.ground)) return false;
    this.#groundContext.putImageData(this.#image, 0, 0);
    this.#context.drawImage(this.#ground, 0, 0, SIZE, SIZE);
    for (let each = 0; each <= piece; each += 1)
      this.#drawPoints(each, colours, each === piece ? 1 : colours.faint);
    return true;
  }

  #drawPoints(piece: number, { marks }: Colours, alpha: number): void {
    const context = this.#context;
    context.globalAlpha = alpha;
    context.lineWidth = 3;
    for (const arm of [0, 1]) {
      context.beginPath();
      for (const [x, y] of POINTS[piece]!.filter((_, index) => index % 2 === arm)) {
        const [left, top] = [((x + 1) / 2) * SIZE, ((1 - y) / 2) * SIZE];
        if (arm === 0) {
          context.moveTo(left + 6, top);
          context.arc(left, top, 6, 0, 2 * Math.PI);
        } else {
          context.moveTo(left - 6, top - 6);
          context.lineTo(left + 6, top + 6);
          context.moveTo(left - 6, top + 6);
          context.lineTo(left + 6, top - 6);
        }
      }
      const colour = `rgb(${marks[arm as 0 | 1].join(' ')})`;
      if (arm === 0) {
        context.fillStyle = colour;
        context.fill();
      } else {
        context.strokeStyle = colour;
        context.stroke();
      }
    }
    context.globalAlpha = 1;
  }
}

/** `[piece][row]`, the places of the points that are drawn; both arms take turns. */
const POINTS: readonly (readonly (readonly [number, number])[])[] = Array.from(
  { length: PIECES },
  (_, piece) => {
    const batch = createBatch(DRAWN, 2, 1);
    fillPiece(batch, piece, DRAWN, Random.fromSeed(piece, 'drawn'));
    const { data } = batch.inputs;
    return Array.from({ length: DRAWN }, (_, row) => [data[2 * row]!, data[2 * row + 1]!] as const);
  },
);
