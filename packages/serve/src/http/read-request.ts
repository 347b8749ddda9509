import type { Row } from '@graph/online';
import type { LearnRequest, PredictRequest } from '../engine/requests.js';
import type { Label } from '../log/event.js';

/** A request that cannot be read: what was wanted instead. */
export type Unreadable = { readonly unreadable: string };

/** Letters of an id at most. */
const MOST_LETTERS = 256;

/** Letters of a label at most: each class is kept for ever. */
const MOST_LABEL_LETTERS = 1000;

/** Levels of objects and lists in features at most: what is deeper is no row. */
const MOST_LEVELS = 16;

/** Values of a row at most: each may become a column, and a column never goes away. */
const MOST_VALUES = 1000;

const PREDICT = ['id', 'features'];
const LEARN = ['id', 'features', 'label'];

/** Reads what is to be predicted: `{ id?, features }`. */
export function readPredict(value: unknown): PredictRequest | Unreadable {
  const wanted = 'wanted { "id": "…", "features": { … } }, the id only if the label comes later';
  if (!isObject(value)) return { unreadable: `the request is ${kindOf(value)}, ${wanted}` };
  const odd = oddName(value, PREDICT);
  if (odd !== undefined) return { unreadable: `the request has ${odd}, ${wanted}` };
  const { id, features } = value;
  const wrong = wrongId(id) ?? wrongFeatures(features);
  if (wrong !== undefined) return { unreadable: wrong };
  return { features: features as Row, ...(id === undefined ? {} : { id: id as string }) };
}

/**
 * Reads what is to be learned: `{ id, label }`, or `{ id?, features, label }`; the label may stand among the features.
 *
 * @param targets - the names of what is learned.
 */
export function readLearn(value: unknown, targets: readonly string[]): LearnRequest | Unreadable {
  const wanted = 'wanted { "id": "…", "label": … }, or { "features": { … }, "label": … }';
  if (!isObject(value)) return { unreadable: `the request is ${kindOf(value)}, ${wanted}` };
  const odd = oddName(value, LEARN);
  if (odd !== undefined) return { unreadable: `the request has ${odd}, ${wanted}` };
  const { id, features } = value;
  const wrong = wrongId(id) ?? (features === undefined ? undefined : wrongFeatures(features));
  if (wrong !== undefined) return { unreadable: wrong };
  if (features === undefined && id === undefined)
    return { unreadable: `the request has neither id nor features, ${wanted}` };
  const label = value['label'] ?? (features === undefined ? undefined : labelIn(features as Row, targets));
  const wrongLabel = wrongLabelOf(label, targets);
  if (wrongLabel !== undefined) return { unreadable: wrongLabel };
  if (features === undefined) return { id: id as string, label: label as Label };
  return {
    features: features as Row,
    label: label as Label,
    ...(id === undefined ? {} : { id: id as string }),
  };
}

/** Tells whether a request brings a label. */
export function isLearn(value: unknown, targets: readonly string[]): boolean {
  if (!isObject(value)) return false;
  if (Object.hasOwn(value, 'label')) return true;
  const { features } = value;
  return isObject(features) && targets.every((name) => Object.hasOwn(features, name));
}

function labelIn(features: Row, targets: readonly string[]): unknown {
  const own = (name: string): unknown => (Object.hasOwn(features, name) ? features[name] : undefined);
  if (targets.length === 1) return own(targets[0]!);
  const labels = targets.map((name) => [name, own(name)] as const);
  return labels.some(([, label]) => label === undefined) ? undefined : Object.fromEntries(labels);
}

function wrongLabelOf(label: unknown, targets: readonly string[]): string | undefined {
  if (targets.length === 1) return wrongValue('label', label);
  const wanted = `wanted { ${targets.map((name) => `${JSON.stringify(name)}: …`).join(', ')} }`;
  if (!isObject(label)) return `label is ${kindOf(label)}, ${wanted}`;
  const odd = oddName(label, targets);
  if (odd !== undefined) return `label has ${odd}, ${wanted}`;
  for (const name of targets) {
    const wrong = wrongValue(`label.${name}`, Object.hasOwn(label, name) ? label[name] : undefined);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function wrongValue(name: string, value: unknown): string | undefined {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return undefined;
  if (typeof value !== 'string' || value === '')
    return `${name} is ${kindOf(value)}, wanted a text, a number, true or false`;
  if (value.length <= MOST_LABEL_LETTERS) return undefined;
  return `${name} has ${value.length} letters, wanted at most ${MOST_LABEL_LETTERS}`;
}

function wrongId(id: unknown): string | undefined {
  if (id === undefined) return undefined;
  if (typeof id !== 'string' || id === '') return `id is ${kindOf(id)}, wanted a text that is not empty`;
  return id.length > MOST_LETTERS ? `id has ${id.length} letters, wanted at most ${MOST_LETTERS}` : undefined;
}

/** Reads an id; undefined if it is none. */
export function readId(id: string): string | undefined {
  return wrongId(id) === undefined ? id : undefined;
}

function wrongFeatures(features: unknown): string | undefined {
  if (!isObject(features))
    return `features is ${kindOf(features)}, wanted an object such as { "amount": 12 }`;
  const values = valuesIn(features, MOST_LEVELS);
  if (values === Number.POSITIVE_INFINITY) return `features have more than ${MOST_LEVELS} levels`;
  return values > MOST_VALUES ? `features have ${values} values, wanted at most ${MOST_VALUES}` : undefined;
}

/** Counts the values within objects and lists; infinite where they are deeper than `levels`. */
function valuesIn(value: object, levels: number): number {
  if (levels === 0) return Number.POSITIVE_INFINITY;
  let count = 0;
  for (const part of Object.values(value))
    count += typeof part === 'object' && part !== null ? valuesIn(part, levels - 1) : 1;
  return count;
}

function oddName(value: object, names: readonly string[]): string | undefined {
  const odd = Object.keys(value).find((name) => !names.includes(name));
  return odd === undefined ? undefined : JSON.stringify(odd.slice(0, 60));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null || value === '') return value === null ? 'null' : 'an empty text';
  if (Array.isArray(value)) return 'a list';
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) return 'too large a number';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Tells a request that cannot be read from one that can. */
export function isUnreadable(request: object): request is Unreadable {
  return 'unreadable' in request;
}
