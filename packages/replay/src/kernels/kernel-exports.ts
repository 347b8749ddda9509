/** What the compiled kernel offers; addresses and sizes are in bytes. See assembly/. */
export type KernelExports = {
  readonly configure: (...addresses: number[]) => void;
  readonly drawUniform: (from: number, to: number, size: number) => void;
  readonly drawSubset: (from: number, to: number, size: number, mask: number) => void;
  readonly drawStrata: (from: number, to: number, step: number) => void;
  readonly drawMasses: (from: number, to: number, total: number) => void;
  readonly find: (from: number, to: number) => number;
  readonly addTree: (scale: number, count: number) => void;
  readonly addEach: (each: number, count: number) => void;
  readonly importance: (count: number, least: number, limit: number, beta: number) => void;
  readonly weightsOf: (count: number, alpha: number, epsilon: number) => void;
  readonly update: (changed: number, count: number) => void;
  readonly count: (timesDrawn: number, count: number) => void;
  readonly gather: (from: number, to: number, fields: number, fieldCount: number, touch: number) => void;
};
