import type { ByteSource } from '@graph/stream';

/**
 * Lets a source that can be read once only be opened twice: what is read at the first opening is kept, and given again
 * at the second, which then goes on from there.
 */
export function peekableSource(source: ByteSource): ByteSource {
  const iterator = source.open(0)[Symbol.asyncIterator]();
  // Promises, so that what is still on its way when the first reader stops gets to the second.
  const pulls: Promise<IteratorResult<Uint8Array>>[] = [];
  let isPeek = true;

  const pull = async (): Promise<IteratorResult<Uint8Array>> => {
    const result = await iterator.next();
    // A copy: the stream may use its buffer again.
    return result.done ? result : { done: false, value: new Uint8Array(result.value) };
  };

  async function* peek(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const pulled = pull();
      pulls.push(pulled);
      const { done, value } = await pulled;
      if (done) return;
      yield value;
    }
  }

  async function* replay(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const { done, value } = await (pulls.shift() ?? iterator.next());
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }

  return {
    name: source.name,
    ...(source.codecs === undefined ? {} : { codecs: source.codecs }),
    open: () => {
      const opened = isPeek ? peek() : replay();
      isPeek = false;
      return opened;
    },
  };
}
