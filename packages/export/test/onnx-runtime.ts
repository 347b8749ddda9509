import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What a tensor holds; a runtime takes numbers in typed arrays, and texts in lists. */
type TensorData = Float32Array | Float64Array | readonly string[];

/** A value for each input. */
export type Feeds = Readonly<
  Record<string, { readonly data: TensorData; readonly shape: readonly number[] }>
>;

/** What came out, by the name of the output. */
type Outputs = Readonly<Record<string, ArrayLike<number | string | boolean>>>;

type Tensor = { readonly data: ArrayLike<number | string | boolean> };
type Runtime = {
  readonly env: { wasm: { numThreads?: number } };
  readonly Tensor: new (type: string, data: TensorData, shape: readonly number[]) => Tensor;
  readonly InferenceSession: {
    create(
      bytes: Uint8Array,
      options: { readonly logSeverityLevel: number; readonly intraOpNumThreads: number },
    ): Promise<{
      readonly inputMetadata: Session['inputs'];
      readonly outputNames: readonly string[];
      run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
    }>;
  };
};

/** The packages that `GRAPH_ONNXRUNTIME_DIR`, a folder with node_modules, has; none where it names none. */
export const RUNTIMES: readonly string[] = ['onnxruntime-node', 'onnxruntime-web'].filter((name) => {
  const folder = process.env['GRAPH_ONNXRUNTIME_DIR'];
  return folder !== undefined && existsSync(join(folder, 'node_modules', name));
});

/** Why tests with a runtime are skipped, if they are. */
export const WITHOUT_RUNTIME =
  RUNTIMES.length > 0 ? '' : ' (skipped: GRAPH_ONNXRUNTIME_DIR names no folder with onnxruntime)';

/** A model in a runtime. */
export type Session = {
  /** `type` is `string`, `float32` or `float64`. */
  readonly inputs: readonly { readonly name: string; readonly type: string }[];
  readonly outputNames: readonly string[];
  run(feeds: Feeds): Promise<Outputs>;
};

/** Loads a model into a runtime that is not ours. */
export async function openOnnx(runtime: string, file: Uint8Array): Promise<Session> {
  const folder = process.env['GRAPH_ONNXRUNTIME_DIR']!;
  const { env, InferenceSession, Tensor } = createRequire(join(folder, 'package.json'))(runtime) as Runtime;
  if (runtime === 'onnxruntime-web') env.wasm.numThreads = 1;
  const session = await InferenceSession.create(file, { logSeverityLevel: 3, intraOpNumThreads: 1 });
  return {
    inputs: session.inputMetadata,
    outputNames: session.outputNames,
    async run(feeds) {
      const tensors = Object.entries(feeds).map(([name, { data, shape }]) => [
        name,
        new Tensor(typeOf(data), data, shape),
      ]);
      const outputs = await session.run(Object.fromEntries(tensors));
      return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data]));
    },
  };
}

function typeOf(data: TensorData): string {
  if (data instanceof Float32Array) return 'float32';
  return data instanceof Float64Array ? 'float64' : 'string';
}
