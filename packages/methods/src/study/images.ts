import { MethodsError } from '../errors.js';

/** Labelled images: what the studies learn from. */
export type Images = {
  /** `[count, side, side]`, 0 to 255. */
  readonly pixels: Uint8Array;
  /** `[count]` */
  readonly labels: Uint8Array;
  /** Width and height. */
  readonly side: number;
};

/** Images to learn from, and others to be judged by. */
export type StudyData = { readonly train: Images; readonly test: Images };

/** Reads a file of images in the IDX format, as MNIST comes: the magic number 2051, sizes, bytes. @throws MethodsError `ROWS` */
export function readImages(bytes: Uint8Array): { readonly pixels: Uint8Array; readonly side: number } {
  const [count, height, width] = readHeader(bytes, 2051, 3);
  if (height !== width)
    throw new MethodsError('ROWS', `images are ${height} by ${width}, wanted square ones`);
  return { pixels: body(bytes, 16, count! * height! * width!), side: width! };
}

/** Reads a file of labels in the IDX format: the magic number 2049, a count, bytes. @throws MethodsError `ROWS` */
export function readLabels(bytes: Uint8Array): Uint8Array {
  const [count] = readHeader(bytes, 2049, 1);
  return body(bytes, 8, count!);
}

function readHeader(bytes: Uint8Array, magic: number, sizes: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 + 4 * sizes || view.getUint32(0) !== magic)
    throw new MethodsError(
      'ROWS',
      `the file does not begin with ${magic}: it is not of MNIST's format (IDX)`,
    );
  return Array.from({ length: sizes }, (_, at) => view.getUint32(4 + 4 * at));
}

function body(bytes: Uint8Array, from: number, length: number): Uint8Array {
  if (bytes.length !== from + length)
    throw new MethodsError('ROWS', `the file has ${bytes.length} bytes, wanted ${from + length}`);
  return bytes.subarray(from);
}
