// The arrangement of memory that every kernel relies on; src/kernels/word.ts and codes.ts have the same numbers, and a test compares them.

/** Rows that go through the network together; more are cut into blocks of this many. */
export const LANES: i32 = 32;
/** Bytes from one neuron's values to the next one's: 32 lanes of float32, two cache lines. */
export const SLOT: usize = 128;
/** Inner products are cut after so many terms, so that what they read again stays in the first-level cache. */
export const CHUNK: i32 = 128;

/** How a sum starts: from what is there already, from 0, or (any other value) from the bias at that address. */
export const ADD: usize = 0;
export const ZERO: usize = 1;

/** Words of the configuration block, each 8 bytes wide. */
export const CONFIG: usize = memory.data(512, 64);

export const ACTIVATIONS: i32 = 0;
export const DELTAS: i32 = 1;
export const INPUTS: i32 = 2;
export const INPUT_WIDTH: i32 = 3;
export const TARGETS: i32 = 4;
export const OUTPUT_WIDTH: i32 = 5;
export const ROW_WEIGHTS: i32 = 6;
export const ROW_LOSSES: i32 = 7;
export const OUTPUTS: i32 = 8;
export const OUTPUT_SLOT: i32 = 9;
export const TARGET_LANES: i32 = 10;
export const FORWARD: i32 = 11;
export const BACKWARD: i32 = 12;
export const LOSS: i32 = 13;
export const LOSS_PARAMETER: i32 = 14;
export const WEIGHTS: i32 = 15;
export const GRADIENTS: i32 = 16;
export const PARAMETER_COUNT: i32 = 17;
export const MOMENT1: i32 = 18;
export const MOMENT2: i32 = 19;
export const OPTIMIZER: i32 = 20;
export const LEARNING_RATE: i32 = 21;
export const BETA1: i32 = 22;
export const BETA2: i32 = 23;
export const EPSILON: i32 = 24;
export const WEIGHT_DECAY: i32 = 25;
export const CORRECTION1: i32 = 26;
export const CORRECTION2: i32 = 27;
export const CLIP: i32 = 28;
export const LOSS_SUM: i32 = 29;
export const GRADIENT_NORM: i32 = 30;
export const PANELS: i32 = 31;
export const IMPORTANCE: i32 = 32;
export const ANCHOR: i32 = 33;
export const PENALTY: i32 = 34;
export const PATH: i32 = 35;
export const OUTPUT_ACTIVATIONS: i32 = 36;
export const ROW_SCALE: i32 = 37;
export const SENSITIVITY: i32 = 38;
export const SLOT_COUNT: i32 = 39;
export const SCRATCH: i32 = 40;
export const OUTPUT_LANES: i32 = 41;
export const OUTPUT_DELTAS: i32 = 42;
export const INPUT_LISTS: i32 = 43;

export function pointer(word: i32): usize {
  return <usize>load<u32>(CONFIG + ((<usize>word) << 3));
}

export function integer(word: i32): i32 {
  return load<i32>(CONFIG + ((<usize>word) << 3));
}

export function float(word: i32): f64 {
  return load<f64>(CONFIG + ((<usize>word) << 3));
}

export function setFloat(word: i32, value: f64): void {
  store<f64>(CONFIG + ((<usize>word) << 3), value);
}
