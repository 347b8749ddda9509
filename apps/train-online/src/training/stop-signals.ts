const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Listens for Ctrl-C and SIGTERM: the first lets the run finish its step and save, the second leaves at once. */
export type StopSignals = {
  readonly signal: AbortSignal;
  /** 130 after Ctrl-C, 143 after SIGTERM, 0 when there was neither. */
  exitCode(): number;
  /** Stops listening. */
  close(): void;
};

export function listenForStop(onFirst: (name: string) => void): StopSignals {
  const controller = new AbortController();
  let code = 0;
  const handlers = Object.entries(EXIT_CODES).map(([name, exitCode]) => {
    const handler = (): void => {
      if (controller.signal.aborted) process.exit(exitCode);
      code = exitCode;
      controller.abort();
      onFirst(name);
    };
    process.on(name, handler);
    return () => process.off(name, handler);
  });
  return {
    signal: controller.signal,
    exitCode: () => code,
    close: () => {
      for (const remove of handlers) remove();
    },
  };
}
