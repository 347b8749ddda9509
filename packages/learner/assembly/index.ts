import { run, runSingle } from './instructions';
import {
  ACTIVATIONS,
  BACKWARD,
  CONFIG,
  DELTAS,
  FORWARD,
  float,
  INPUT_WIDTH,
  INPUTS,
  integer,
  LANES,
  LOSS,
  LOSS_PARAMETER,
  LOSS_SUM,
  OUTPUT_ACTIVATIONS,
  OUTPUT_DELTAS,
  OUTPUT_LANES,
  OUTPUT_SLOT,
  OUTPUT_WIDTH,
  OUTPUTS,
  pointer,
  ROW_LOSSES,
  ROW_SCALE,
  ROW_WEIGHTS,
  SENSITIVITY,
  SLOT,
  SLOT_COUNT,
  setFloat,
  TARGET_LANES,
  TARGETS,
} from './layout';
import { lossOf, OUTPUT_GRADIENT, OUTPUT_NORM, SOFTMAX_CROSS_ENTROPY, softmax } from './losses';
import { clipFactor, isPlainDescent, optimize } from './optimizers';
import { listInputs } from './sparse-rows';
import { rowsToSlots, slotsToRows } from './transpose';

/** Address of the configuration block. */
export function config(): usize {
  return CONFIG;
}

/** First free address. */
export function heap(): usize {
  return __heap_base;
}

/** Puts the first row of the inputs through the network, and its outputs into the first of their lanes. */
function forwardSingle(): void {
  const activations = pointer(ACTIVATIONS);
  memory.copy(activations, pointer(INPUTS), (<usize>integer(INPUT_WIDTH)) << 2);
  runSingle(pointer(FORWARD), false);
  spread(activations + ((<usize>integer(OUTPUT_SLOT)) << 2), pointer(OUTPUT_LANES), integer(OUTPUT_WIDTH));
}

/** One row to the first lanes of slots. */
function spread(from: usize, to: usize, count: i32): void {
  for (; count > 0; count -= 1, from += 4, to += SLOT) store<f32>(to, load<f32>(from));
}

/** `gradients` for a single row; with `descend`, a step of plain gradient descent. */
function gradientsSingle(kind: i32, descend: bool): i32 {
  const width = integer(OUTPUT_WIDTH);
  const scale = pointer(ROW_SCALE);
  const losses = pointer(ROW_LOSSES);
  const weight = load<f32>(pointer(ROW_WEIGHTS));
  forwardSingle();
  v128.store(scale, f32x4.replace_lane(f32x4.splat(0), 0, weight));
  spread(pointer(TARGETS), pointer(TARGET_LANES), width);
  lossOf(
    kind,
    pointer(OUTPUT_LANES),
    pointer(TARGET_LANES),
    pointer(OUTPUT_DELTAS),
    scale,
    losses,
    width,
    pointer(OUTPUT_ACTIVATIONS),
    <f32>float(LOSS_PARAMETER),
    1,
  );
  const loss = load<f32>(losses) * weight;
  if (loss - loss != 0) return 0;
  setFloat(LOSS_SUM, <f64>loss);
  slotsToRows(pointer(OUTPUT_DELTAS), pointer(DELTAS) + ((<usize>integer(OUTPUT_SLOT)) << 2), 1, width);
  runSingle(pointer(BACKWARD), descend);
  return -1;
}

/** Puts the rows `from` to `from + rows` of the inputs through the network; returns whether these are mostly 0. */
function forwardBlock(from: i32, rows: i32, vectors: i32): bool {
  const width = integer(INPUT_WIDTH);
  rowsToSlots(pointer(INPUTS) + ((<usize>(from * width)) << 2), pointer(ACTIVATIONS), rows, width);
  const fewInputs = listInputs(from, rows);
  run(pointer(FORWARD), rows, vectors, true, fewInputs);
  return fewInputs;
}

/** Losses of a block and their derivatives; `total` is the number of rows of the whole batch. */
function lossBlock(kind: i32, from: i32, rows: i32, vectors: i32, total: i32): void {
  const width = integer(OUTPUT_WIDTH);
  const slot = <usize>integer(OUTPUT_SLOT) * SLOT;
  const scale = pointer(ROW_SCALE);
  const weights = pointer(ROW_WEIGHTS) + ((<usize>from) << 2);
  const share = <f32>(1 / <f64>total);
  for (let lane: usize = 0; lane < (<usize>vectors) << 4; lane += 16)
    v128.store(scale + lane, f32x4.mul(v128.load(weights + lane), f32x4.splat(share)));
  // Lanes without a row count for nothing, whatever lies behind the last weight.
  for (let row = rows; row < vectors << 2; row += 1) store<f32>(scale + ((<usize>row) << 2), 0);
  rowsToSlots(pointer(TARGETS) + ((<usize>(from * width)) << 2), pointer(TARGET_LANES), rows, width);
  lossOf(
    kind,
    pointer(ACTIVATIONS) + slot,
    pointer(TARGET_LANES),
    pointer(DELTAS) + slot,
    scale,
    pointer(ROW_LOSSES) + ((<usize>from) << 2),
    width,
    pointer(OUTPUT_ACTIVATIONS),
    <f32>float(LOSS_PARAMETER),
    vectors,
  );
}

/**
 * Takes one training step on the first `rows` rows.
 *
 * @returns −1, or the first row whose loss is not finite; nothing has changed then.
 */
export function step(rows: i32): i32 {
  if (rows == 1 && isPlainDescent()) return gradientsSingle(integer(LOSS), true);
  const bad = gradients(rows, integer(LOSS));
  if (bad >= 0) return bad;
  optimize(clipFactor());
  return -1;
}

/** The gradient of the mean loss, without taking a step; returns as `step` does. */
export function gradients(rows: i32, kind: i32): i32 {
  if (rows == 1) return gradientsSingle(kind, false);
  const losses = pointer(ROW_LOSSES);
  const weights = pointer(ROW_WEIGHTS);
  let sum: f64 = 0;
  for (let from = 0; from < rows; from += LANES) {
    const count = min(rows - from, LANES);
    const vectors = (count + 3) >> 2;
    const fewInputs = forwardBlock(from, count, vectors);
    lossBlock(kind, from, count, vectors, rows);
    for (let row = from; row < from + count; row += 1) {
      const loss = load<f32>(losses + ((<usize>row) << 2)) * load<f32>(weights + ((<usize>row) << 2));
      // Infinity − Infinity and NaN − NaN are NaN.
      if (loss - loss != 0) return row;
      sum += <f64>loss;
    }
    run(pointer(BACKWARD), count, vectors, from == 0, fewInputs);
  }
  setFloat(LOSS_SUM, sum);
  return -1;
}

/**
 * Sums over at most 32 rows of each row's own squared gradient of the loss, or, with `kind` OUTPUT_NORM, of the absolute
 * gradient of the squared norm of its outputs; left where gradients are. A row's gradient by a weight is one product,
 * value of the source times derivative of the target, so its square is the product of squares: the same sums over other
 * numbers. Several blocks cannot be summed up here, since going backward leaves plain gradients in that place.
 */
export function sensitivities(rows: i32, kind: i32): i32 {
  const losses = pointer(ROW_LOSSES);
  const values = pointer(ACTIVATIONS);
  const deltas = pointer(DELTAS);
  const bytes = <usize>integer(SLOT_COUNT) * SLOT;
  const vectors = (rows + 3) >> 2;
  const fewInputs = forwardBlock(0, rows, vectors);
  lossBlock(kind, 0, rows, vectors, 1);
  for (let row = 0; row < rows; row += 1) {
    const loss = load<f32>(losses + ((<usize>row) << 2));
    if (loss - loss != 0) return row;
  }
  run(pointer(BACKWARD), rows, vectors, true, fewInputs);
  for (let at: usize = 0; at < bytes; at += 16) {
    const a = v128.load(values + at);
    const d = v128.load(deltas + at);
    v128.store(values + at, kind == OUTPUT_NORM ? f32x4.abs(a) : f32x4.mul(a, a));
    v128.store(deltas + at, kind == OUTPUT_NORM ? f32x4.abs(d) : f32x4.mul(d, d));
  }
  run(pointer(SENSITIVITY), rows, vectors, true, fewInputs);
  return -1;
}

/** Computes the outputs of the first `rows` rows; of a softmax, probabilities unless `raw`. */
export function predict(rows: i32, raw: bool): void {
  const width = integer(OUTPUT_WIDTH);
  if (rows == 1) {
    const lanes = pointer(OUTPUT_LANES);
    forwardSingle();
    if (integer(LOSS) == SOFTMAX_CROSS_ENTROPY && !raw) softmax(lanes, width, 1);
    slotsToRows(lanes, pointer(OUTPUTS), 1, width);
    return;
  }
  const slots = pointer(ACTIVATIONS) + <usize>integer(OUTPUT_SLOT) * SLOT;
  let to = pointer(OUTPUTS);
  for (let from = 0; from < rows; from += LANES) {
    const count = min(rows - from, LANES);
    const vectors = (count + 3) >> 2;
    forwardBlock(from, count, vectors);
    if (integer(LOSS) == SOFTMAX_CROSS_ENTROPY && !raw) softmax(slots, width, vectors);
    slotsToRows(slots, to, count, width);
    to += (<usize>(count * width)) << 2;
  }
}

/** Leaves the loss of each of the first `rows` rows in the row losses, whether it is finite or not; takes no step. */
export function losses(rows: i32): void {
  for (let from = 0; from < rows; from += LANES) {
    const count = min(rows - from, LANES);
    const vectors = (count + 3) >> 2;
    forwardBlock(from, count, vectors);
    lossBlock(integer(LOSS), from, count, vectors, 1);
  }
}

/** Puts at most 32 rows through the network, and leaves their outputs, logits of a softmax, for `backwardRows`. */
export function forwardRows(from: i32, rows: i32): void {
  const width = integer(OUTPUT_WIDTH);
  forwardBlock(from, rows, (rows + 3) >> 2);
  slotsToRows(
    pointer(ACTIVATIONS) + <usize>integer(OUTPUT_SLOT) * SLOT,
    pointer(OUTPUTS) + ((<usize>(from * width)) << 2),
    rows,
    width,
  );
}

/**
 * Goes backward from the derivatives by the outputs, which lie where targets do, of the rows that `forwardRows` was the
 * last to put through. Gradients begin at row 0, those of later rows are added.
 *
 * @returns −1, or the first row with a derivative or output that is not finite.
 */
export function backwardRows(from: i32, rows: i32): i32 {
  const vectors = (rows + 3) >> 2;
  const losses = pointer(ROW_LOSSES);
  lossBlock(OUTPUT_GRADIENT, from, rows, vectors, 1);
  for (let row = from; row < from + rows; row += 1) {
    const loss = load<f32>(losses + ((<usize>row) << 2));
    if (loss - loss != 0) return row;
  }
  run(pointer(BACKWARD), rows, vectors, from == 0, listInputs(from, rows));
  return -1;
}

/** Takes one step with the gradients that are there. */
export function descend(): void {
  optimize(clipFactor());
}
