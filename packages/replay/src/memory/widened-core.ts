import { check } from '../check.js';
import { fillBytes } from '../records/fill-bytes.js';
import { type FieldLayout, recordLayout, schemaOf } from '../records/record-layout.js';
import { MemoryCore } from './memory-core.js';

type Numbers = { readonly [field: string]: number | undefined };

/**
 * Makes a core of the same rows in wider fields: all else is as it was, to the bit. O(capacity), with both there at once.
 *
 * @returns `core` itself if no width is another one.
 * @throws ReplayError `OPTION` if a field is not there or not of shape `[n]`, a width is narrower, or a fill is not a number
 *   of the field's dtype.
 */
export function widenedCore(core: MemoryCore, widths: Numbers, fill: Numbers): MemoryCore {
  const flat = core.layout.fields.filter(({ shape }) => shape.length === 1);
  const names = Object.fromEntries(flat.map(({ name }) => [name, true] as const));
  check.names('widen (of fields of shape [n])', widths, names);
  check.names('the fill of widen', fill, names);
  const fills = new Map<string, Uint8Array>();
  for (const { name, dtype, length } of flat) {
    check.wholeNumber(`the width of ${name}`, widths[name] ?? length, { min: length, max: 2 ** 30 });
    fills.set(name, fillBytes(name, dtype, fill[name] ?? 0));
  }
  if (flat.every(({ name, length }) => (widths[name] ?? length) === length)) return core;
  const schema = Object.entries(schemaOf(core.layout)).map(([name, { dtype, shape }]) => {
    return [name, { dtype, shape: widths[name] === undefined ? shape : [widths[name]] }] as const;
  });
  const layout = recordLayout(Object.fromEntries(schema));
  core.priorities.flush();
  const { order, kernel: from } = core;
  const { alpha, epsilon } = core.priorities;
  return new MemoryCore(
    { ...core.options, layout, random: from.random.state(), alpha, epsilon },
    {
      fill(to, widenedOrder) {
        for (const field of layout.fields)
          copyField(
            from.records,
            core.fieldOf(field.name),
            to.records,
            field,
            order.size,
            fills.get(field.name),
          );
        to.timesDrawn.set(from.timesDrawn);
        to.tree.weights.set(from.tree.weights);
        if (order.ids !== undefined) widenedOrder.ids = Float64Array.from(order.ids);
        widenedOrder.size = order.size;
        widenedOrder.cursor = order.cursor;
        widenedOrder.nextId = order.nextId;
      },
      groups: Object.fromEntries([...core.groups].map(([field, groups]) => [field, groups.state()])),
      policy: core.policy?.state() ?? undefined,
    },
  );
}

type Records = { readonly bytes: Uint8Array; readonly stride: number };

/** Copies a field of all rows as bytes, so that a NaN keeps its bits, and fills the places that are new. */
function copyField(
  from: Records,
  old: FieldLayout,
  to: Records,
  wide: FieldLayout,
  rows: number,
  fill: Uint8Array | undefined,
): void {
  const bytes = old.length * old.width;
  for (let row = 0; row < rows; row += 1) {
    const source = row * from.stride + old.offset;
    const target = row * to.stride + wide.offset;
    to.bytes.set(from.bytes.subarray(source, source + bytes), target);
    for (let at = old.length; at < wide.length; at += 1) to.bytes.set(fill!, target + at * wide.width);
  }
}
