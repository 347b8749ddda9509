/** The names of everything that a store puts in a run's folder. What has another name is not the store's. */
export const names: {
  readonly lock: string;
  readonly run: string;
  readonly chunks: string;
  manifest(examples: number): string;
  examplesOf(name: string): number | undefined;
  isChunk(name: string): boolean;
  temporary(name: string, epoch: number): string;
  isTemporary(name: string): boolean;
} = {
  lock: 'LOCK',
  run: 'RUN',
  chunks: 'chunks',
  manifest: (examples) => `checkpoint_${examples}.json`,
  examplesOf(name) {
    const found = /^checkpoint_(0|[1-9][0-9]{0,15})\.json$/.exec(name);
    const examples = Number(found?.[1]);
    return Number.isSafeInteger(examples) ? examples : undefined;
  },
  isChunk: (name) => /^[0-9a-f]{64}$/.test(name),
  temporary: (name, epoch) => `${name}.${epoch}.tmp`,
  isTemporary: (name) => /^(checkpoint_[0-9]+\.json|RUN|[0-9a-f]{64})\.[0-9]+\.tmp$/.test(name),
};
