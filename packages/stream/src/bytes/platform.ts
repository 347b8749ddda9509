type Decoder = { decode(bytes: Uint8Array): string };
type Unpacker = {
  readonly readable: {
    getReader(): {
      read(): Promise<{ done: boolean; value?: Uint8Array }>;
      cancel(reason?: unknown): Promise<void>;
    };
  };
  readonly writable: {
    getWriter(): {
      write(bytes: Uint8Array): Promise<void>;
      close(): Promise<void>;
      abort(reason?: unknown): Promise<void>;
    };
  };
};

type Platform = {
  readonly TextDecoder: new (label: 'utf-8', options: { ignoreBOM: true }) => Decoder;
  readonly DecompressionStream: (new (format: 'gzip') => Unpacker) | undefined;
};

const engine: object = globalThis;

/**
 * The two web standards this package needs beside the language, in Node, workers and browsers alike. Named here, since
 * the language's own type library does not know them and neither DOM nor Node types shall be asked of a user.
 */
export const platform: Platform = engine as Platform;
