import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { MethodsError } from '../errors.js';
import { type Images, readImages, readLabels, type StudyData } from '../study/images.js';

/** Where the files come from. */
export const MNIST_SOURCE =
  'MNIST (LeCun, Cortes and Burges): train-images-idx3-ubyte.gz and the three beside it, e.g. from https://ossci-datasets.s3.amazonaws.com/mnist/';

/**
 * Reads MNIST from a folder: files in the IDX format, gzipped or not, whose names have `train` or `test` (or `t10k`) and
 * `images` or `labels` in them. Images may lie in several files, in the order of their names.
 *
 * @throws MethodsError `ROWS` if a file is missing or is not of the format.
 */
export function readMnist(folder: string): StudyData {
  return { train: readSplit(folder, /train/), test: readSplit(folder, /test|t10k/) };
}

function readSplit(folder: string, split: RegExp): Images {
  const images = filesOf(folder, split, /images/).map(readImages);
  const labels = filesOf(folder, split, /labels/).map(readLabels);
  const side = images[0]!.side;
  const pixels = new Uint8Array(images.reduce((sum, part) => sum + part.pixels.length, 0));
  let at = 0;
  for (const part of images) {
    pixels.set(part.pixels, at);
    at += part.pixels.length;
  }
  const all = Uint8Array.from(labels.flatMap((part) => [...part]));
  if (all.length * side * side !== pixels.length)
    throw new MethodsError(
      'ROWS',
      `${folder} has ${pixels.length / side / side} images and ${all.length} labels`,
    );
  return { pixels, labels: all, side };
}

function filesOf(folder: string, split: RegExp, what: RegExp): Uint8Array[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => split.test(name) && what.test(name) && !/mini/.test(name));
  } catch {
    names = [];
  }
  if (names.length === 0)
    throw new MethodsError(
      'ROWS',
      `${folder} has no file of ${split.source} ${what.source}: get ${MNIST_SOURCE}`,
    );
  return names.sort().map((name) => {
    const bytes = readFileSync(join(folder, name));
    return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  });
}
