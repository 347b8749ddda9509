import type { Label, ModelParts } from '../model/read-model.js';
import type { OnnxGraph } from './onnx-graph.js';

/** One thing that an exported model gives. */
export type Answer = { readonly name: string; readonly what: string };

/** The names of what an exported model gives: for each target its value, and beside it how probable that is. */
export function answerNames({ task, targets }: Pick<ModelParts, 'task' | 'targets'>): readonly Answer[] {
  return targets.flatMap(({ name }) => {
    if (task === 'regression') return [{ name, what: 'the number, in its own unit' }];
    const further =
      task === 'class'
        ? { name: `${name} [probabilities]`, what: 'of each class, in the order of the metadata' }
        : { name: `${name} [probability]`, what: 'of yes' };
    return [{ name, what: 'the likeliest label' }, further];
  });
}

/** Adds what turns a network's outputs `[rows, outputWidth]` into answers, and declares them. */
export function addAnswers(graph: OnnxGraph, { task, targets, classes }: ModelParts, outputs: string): void {
  const rows = ['rows'];
  if (task === 'class') {
    const { name } = targets[0]!;
    const known = graph.node('Slice', [
      outputs,
      graph.integers([0]),
      graph.integers([classes.length]),
      graph.integers([1]),
    ]);
    const best = graph.node('ArgMax', [known], { attributes: { axis: 1, keepdims: 0 } });
    addLabel(graph, name, classes, best);
    const doc = 'the probability of each class, in the order of the metadata';
    graph.output(known, `${name} [probabilities]`, 'float', ['rows', classes.length], doc);
    return;
  }
  for (const [at, { name, labels, scale, offset }] of targets.entries()) {
    const one = graph.node('Gather', [outputs, graph.integers([at], [])], { attributes: { axis: 1 } });
    if (task === 'regression') {
      const scaled = graph.node('Mul', [graph.cast(one, 'double'), graph.double(scale)]);
      const number = graph.node('Add', [scaled, graph.double(offset)]);
      graph.output(number, name, 'double', rows, 'in its own unit');
      continue;
    }
    const isYes = graph.cast(graph.node('GreaterOrEqual', [one, graph.float(0.5)]), 'int64');
    addLabel(graph, name, labels, isYes);
    graph.output(one, `${name} [probability]`, 'float', rows, `the probability of ${String(labels[1])}`);
  }
}

/** Declares the label with the number `index`, in the type of the labels: numbers, truths, or else texts. */
function addLabel(graph: OnnxGraph, name: string, labels: readonly Label[], index: string): void {
  const kinds = new Set(labels.map((label) => typeof label));
  const [kind] = kinds;
  const type = kinds.size > 1 || kind === 'string' ? 'string' : kind === 'number' ? 'double' : 'bool';
  const label = graph.node('Gather', [graph.list(labels, type), index], { attributes: { axis: 0 } });
  graph.output(label, name, type, ['rows'], 'the likeliest label');
}
