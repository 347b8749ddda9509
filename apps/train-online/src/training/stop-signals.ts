const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Listens for what asks a run to stop: the first lets it finish its step and save, the second leaves at once. */
export type StopSignals = {
  readonly signal: AbortSignal;
  /** 129 after SIGHUP (a closed window), 130 after Ctrl-C, 143 after SIGTERM, 0 when there was none. */
  exitCode(): number;
  /** Calls `tell` with the name of the first signal; at once if it came already. */
  onFirst(tell: (name: string) => void): void;
  /**
   * Waits for what may never come. Undefined if a stop came before.
   *
   * @param isSlow - called if it takes longer than a second.
   */
  orStopped<T>(coming: Promise<T>, isSlow?: () => void): Promise<T | undefined>;
  /** Stops listening. */
  close(): void;
};

const SLOW_MS = 1000;

/**
 * Begins to listen.
 *
 * @param onFirst - as of `StopSignals.onFirst`.
 */
export function listenForStop(onFirst: (name: string) => void = () => undefined): StopSignals {
  const controller = new AbortController();
  let code = 0;
  let first: string | undefined;
  let tell = onFirst;
  const handlers = Object.entries(EXIT_CODES).map(([name, exitCode]) => {
    const handler = (): void => {
      // A window that closes may say so twice, and Ctrl-C then may come too: only one who insists leaves at once.
      if (controller.signal.aborted && name !== 'SIGHUP') process.exit(exitCode);
      if (controller.signal.aborted) return;
      code = exitCode;
      first = name;
      tell(name);
      controller.abort();
    };
    process.on(name, handler);
    return () => process.off(name, handler);
  });
  return {
    signal: controller.signal,
    exitCode: () => code,
    onFirst: (listener) => {
      tell = listener;
      if (first !== undefined) listener(first);
    },
    orStopped: (coming, isSlow) => orStopped(controller.signal, coming, isSlow),
    close: () => {
      for (const remove of handlers) remove();
    },
  };
}

async function orStopped<T>(
  signal: AbortSignal,
  coming: Promise<T>,
  isSlow: (() => void) | undefined,
): Promise<T | undefined> {
  const timer = isSlow === undefined ? undefined : setTimeout(isSlow, SLOW_MS);
  const stopped = new AbortController();
  try {
    return await new Promise<T | undefined>((resolve, reject) => {
      const end = (): void => {
        // What is there already is not given up.
        setImmediate(() => resolve(undefined));
      };
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { signal: stopped.signal });
      coming.then(resolve, reject);
    });
  } finally {
    stopped.abort();
    clearTimeout(timer);
  }
}
