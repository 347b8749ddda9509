import { activate, deactivate } from './activation';
import { edgesBackward, edgesForward } from './edges';
import { biasGradient, edgesGradient } from './edges-gradient';
import {
  ADD,
  DELTAS,
  float,
  GRADIENTS,
  INPUT_WIDTH,
  integer,
  LEARNING_RATE,
  pointer,
  WEIGHTS,
} from './layout';
import { outerProduct } from './outer-product';
import { product, productBack } from './product';
import {
  isInput,
  singleActivate,
  singleBackward,
  singleBackwardDescend,
  singleBias,
  singleBiasDescend,
  singleDeactivate,
  singleForward,
  singleOuter,
  singleOuterDescend,
  singlePanels,
} from './single';
import {
  singleEdgesBackward,
  singleEdgesBackwardDescend,
  singleEdgesDescend,
  singleEdgesForward,
  singleEdgesGradient,
} from './single-edges';
import { rowsForward, rowsOuterProduct } from './sparse-rows';
import { slotsToPanels } from './transpose';

// Instructions of a lowered graph: one word for the operation, then its operands, each 4 bytes.
const END: u32 = 0;
const PRODUCT: u32 = 1;
const EDGES_FORWARD: u32 = 2;
const ACTIVATE: u32 = 3;
const EDGES_BACKWARD: u32 = 4;
const DEACTIVATE: u32 = 5;
const PANELS: u32 = 6;
const OUTER_PRODUCT: u32 = 7;
const EDGES_GRADIENT: u32 = 8;
const BIAS_GRADIENT: u32 = 9;
const PRODUCT_BACK: u32 = 10;

/**
 * Carries out the instructions at `at` for one block of rows.
 *
 * @param first - whether gradients begin here, or are added to those of the blocks before;
 * @param fewInputs - whether the block's inputs are mostly 0, and listed.
 */
export function run(at: usize, rows: i32, vectors: i32, first: bool, fewInputs: bool): void {
  for (;;) {
    const operation = load<u32>(at);
    if (operation == END) return;
    const a = <usize>load<u32>(at, 4);
    const b = <usize>load<u32>(at, 8);
    const c = <usize>load<u32>(at, 12);
    if (operation == PRODUCT) {
      const sources = load<i32>(at, 16);
      const targets = load<i32>(at, 20);
      const step = <usize>load<u32>(at, 24);
      const start = <usize>load<u32>(at, 28);
      if (fewInputs && start != ADD && isInput(a) && sources == integer(INPUT_WIDTH))
        rowsForward(b, c, targets, step, start, rows, pointer(DELTAS));
      else product(a, b, c, sources, targets, step, start, vectors);
      at += 32;
    } else if (operation == PRODUCT_BACK) {
      const step = <usize>load<u32>(at, 24);
      const start = <usize>load<u32>(at, 28);
      productBack(a, b, c, load<i32>(at, 16), load<i32>(at, 20), step, start, vectors);
      at += 32;
    } else if (operation == ACTIVATE) {
      activate(a, <i32>b, <i32>c, vectors);
      at += 16;
    } else if (operation == DEACTIVATE) {
      deactivate(a, b, <i32>c, load<i32>(at, 16), vectors);
      at += 20;
    } else if (operation == PANELS) {
      slotsToPanels(a, b, <i32>c, vectors);
      at += 16;
    } else if (operation == OUTER_PRODUCT) {
      const sources = load<i32>(at, 16);
      const targets = load<i32>(at, 20);
      const step = <usize>load<u32>(at, 24);
      if (fewInputs && isInput(a) && sources == integer(INPUT_WIDTH))
        rowsOuterProduct(a, b, c, targets, step, rows, first);
      else outerProduct(a, b, c, sources, targets, step, rows, first);
      at += 28;
    } else if (operation == BIAS_GRADIENT) {
      biasGradient(a, b, <i32>c, first, vectors);
      at += 16;
    } else if (operation == EDGES_FORWARD) {
      edgesForward(a, b, c, load<i32>(at, 16), <usize>load<u32>(at, 20), vectors);
      at += 24;
    } else if (operation == EDGES_BACKWARD) {
      edgesBackward(a, b, <i32>c, <usize>load<u32>(at, 16), vectors);
      at += 20;
    } else if (operation == EDGES_GRADIENT) {
      edgesGradient(a, b, c, load<i32>(at, 16), first, vectors);
      at += 20;
    } else unreachable();
  }
}

/** As `run`, for a single row; with `descend`, weights are changed at once and gradients are not kept. */
export function runSingle(at: usize, descend: bool): void {
  const rate = <f32>float(LEARNING_RATE);
  const rates = f32x4.splat(rate);
  // From a gradient to its weight.
  const way = pointer(WEIGHTS) - pointer(GRADIENTS);
  for (;;) {
    const operation = load<u32>(at);
    if (operation == END) return;
    const a = <usize>load<u32>(at, 4);
    const b = <usize>load<u32>(at, 8);
    const c = <usize>load<u32>(at, 12);
    const d = load<i32>(at, 16);
    const e = load<i32>(at, 20);
    if (operation == PRODUCT) {
      singleForward(a, b, c, d, e, <usize>load<u32>(at, 24), <usize>load<u32>(at, 28));
      at += 32;
    } else if (operation == PRODUCT_BACK) {
      const step = <usize>load<u32>(at, 24);
      const start = <usize>load<u32>(at, 28);
      if (descend) singleBackwardDescend(a, b, c, d, e, step, start, rates);
      else singleBackward(a, b, c, d, e, step, start);
      at += 32;
    } else if (operation == ACTIVATE) {
      singleActivate(a, <i32>b, <i32>c);
      at += 16;
    } else if (operation == DEACTIVATE) {
      singleDeactivate(a, b, <i32>c, d);
      at += 20;
    } else if (operation == PANELS) {
      singlePanels(a, b, <i32>c);
      at += 16;
    } else if (operation == OUTER_PRODUCT) {
      const step = <usize>load<u32>(at, 24);
      if (!descend) singleOuter(a, b, c, d, e, step);
      // Those of other sources are changed on the way back, once they are no longer needed as they were.
      else if (isInput(a)) singleOuterDescend(a, b, c + way, d, e, step, rates);
      at += 28;
    } else if (operation == BIAS_GRADIENT) {
      if (descend) singleBiasDescend(a, b + way, <i32>c, rate);
      else singleBias(a, b, <i32>c);
      at += 16;
    } else if (operation == EDGES_FORWARD) {
      singleEdgesForward(a, b, c, d, <usize>e);
      at += 24;
    } else if (operation == EDGES_BACKWARD) {
      if (descend) singleEdgesBackwardDescend(a, b, <i32>c, <usize>d, rate);
      else singleEdgesBackward(a, b, <i32>c, <usize>d);
      at += 20;
    } else if (operation == EDGES_GRADIENT) {
      if (descend) singleEdgesDescend(a, b, c + way, d, rate);
      else singleEdgesGradient(a, b, c, d);
      at += 20;
    } else unreachable();
  }
}
