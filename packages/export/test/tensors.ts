/** Tensors of a safetensors file as its specification says, and its metadata. */
export type Tensors = {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<
    string,
    { readonly shape: readonly number[]; readonly data: readonly number[] }
  >;
};

/** Reads a file by the specification: 8 bytes of length, a header in JSON, and the bytes of the arrays. */
export function readTensors(file: Uint8Array): Tensors {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const size = Number(view.getBigUint64(0, true));
  const { __metadata__: metadata, ...header } = JSON.parse(
    new TextDecoder().decode(file.subarray(8, 8 + size)),
  ) as { readonly __metadata__: Readonly<Record<string, string>> } & {
    readonly [name: string]: {
      readonly dtype: string;
      readonly shape: number[];
      readonly data_offsets: number[];
    };
  };
  const tensors = new Map(
    Object.entries(header).map(([name, { dtype, shape, data_offsets }]) => {
      const bytes = dtype === 'F64' ? 8 : 4;
      const [begin, end] = data_offsets as [number, number];
      const data = Array.from({ length: (end - begin) / bytes }, (_, at) => {
        const place = 8 + size + begin + at * bytes;
        return bytes === 8 ? view.getFloat64(place, true) : view.getFloat32(place, true);
      });
      return [name, { shape, data }] as const;
    }),
  );
  return { metadata, tensors };
}
