type Decoder = { decode(bytes: Uint8Array, options?: { readonly stream: boolean }): string };
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
  readonly TextDecoder: new (
    label: string,
    options?: { readonly ignoreBOM?: boolean; readonly fatal?: boolean },
  ) => Decoder;
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly DecompressionStream: (new (format: 'gzip') => Unpacker) | undefined;
};

const engine: object = globalThis;

/**
 * The web standards this package needs beside the language, in Node, workers and browsers alike. Named here, since
 * the language's own type library does not know them and neither DOM nor Node types shall be asked of a user.
 */
export const platform: Platform = engine as Platform;
