import { curriculumCourse } from './curriculum-course.ts';
import { digestOf } from './digest-of.ts';
import { objectsCourse } from './objects-course.ts';
import { syntheticCourse } from './synthetic-course.ts';

/** What runs the replay memories; both give the same bits. */
export type ReplayKernel = 'javascript' | 'webassembly';

/** What a runtime answers after training on 20,000 examples. */
export type Report = {
  /** The digest of all that 18,000 rows made of networks and replay memories, these in WebAssembly. */
  readonly webassembly: string;
  /** The same with the memories in JavaScript. */
  readonly javascript: string;
  /** The digest of all that 2,000 objects made of an online model. */
  readonly objects: string;
  /** Whether the runtime compiles JavaScript from text. */
  readonly evaluates: boolean;
  /** Whether the runtime compiles WebAssembly from bytes. */
  readonly compiles: boolean;
};

/** What a runtime answers if its training failed. */
export type Failure = { readonly name: string; readonly code: unknown; readonly message: string };

type WasmConstructors = { readonly Module: new (bytes: Uint8Array) => unknown };

/** The smallest module: magic number and version. */
const EMPTY_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** Tries out what the runtime allows, and trains. */
export async function report(): Promise<Report | { readonly failure: Failure }> {
  const evaluates = succeeds(() => new Function('return 1')());
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WasmConstructors };
  const compiles = succeeds(() => new WebAssembly.Module(EMPTY_MODULE));
  try {
    const webassembly = await trainParts('webassembly');
    const javascript = await trainParts('javascript');
    const objects = await digestOf(objectsCourse(2000));
    return { webassembly, javascript, objects, evaluates, compiles };
  } catch (error) {
    const { name, code, message, stack } = error as Error & { readonly code?: unknown };
    return { failure: { name, code, message: code === undefined ? `${message}\n${stack}` : message } };
  }
}

async function trainParts(kernel: ReplayKernel): Promise<string> {
  return await digestOf([syntheticCourse(9000, kernel), curriculumCourse(9000, kernel)]);
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
