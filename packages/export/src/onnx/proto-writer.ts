/**
 * Writes the fields of a protocol buffers message: the wire format is five lines of specification, and what ONNX needs of it are
 * three kinds of fields (https://protobuf.dev/programming-guides/encoding).
 */
export class ProtoWriter {
  #parts: Uint8Array[] = [];
  #length = 0;

  /** Writes a whole number ≥ -2^53: an int32, an int64, an enum or a bool. */
  integer(field: number, value: number): this {
    this.#varint(field * 8);
    this.#varint(value);
    return this;
  }

  /** Writes a 32-bit float. */
  float(field: number, value: number): this {
    this.#varint(field * 8 + 5);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#push(bytes);
  }

  /** Writes bytes, which must not change afterwards, or a text. */
  bytes(field: number, value: Uint8Array | string): this {
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
    this.#varint(field * 8 + 2);
    this.#varint(bytes.length);
    return this.#push(bytes);
  }

  /** Writes a message within this one. */
  message(field: number, write: (message: ProtoWriter) => void): this {
    const inner = new ProtoWriter();
    write(inner);
    this.#varint(field * 8 + 2);
    this.#varint(inner.#length);
    this.#parts.push(...inner.#parts);
    this.#length += inner.#length;
    return this;
  }

  /** Returns what was written. */
  finish(): Uint8Array {
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #varint(value: number): void {
    const bytes: number[] = [];
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
    bytes.push(Number(rest));
    this.#push(Uint8Array.from(bytes));
  }

  #push(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    return this;
  }
}
