import { parseAst } from 'vitest/node';
import type { Source } from './workspace.ts';

/** A node of the syntax tree (ESTree with TypeScript), as far as the checks look at it. */
export type Node = {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
};

/** Parses a TypeScript source; throws with its name where it is none. */
export function parse(source: Source): Node {
  try {
    return parseAst(source.text, { lang: 'ts' }, source.path) as unknown as Node;
  } catch (error) {
    throw new Error(`${source.name} is not TypeScript`, { cause: error });
  }
}

/** Walks the tree below `node`, itself included, in the order of the text. */
export function* walk(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* walk(child);
}

/** Tells whether a field of a node is a node. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** Gives `a.b` for a member expression of plain names (`a['b']` too), or the name of an identifier. */
export function dottedName(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Identifier') return node['name'] as string;
  if (node.type !== 'MemberExpression') return undefined;
  const object = dottedName(node['object']);
  const property = node['property'] as Node;
  const name = node['computed'] === true ? property['value'] : property['name'];
  return object === undefined || typeof name !== 'string' ? undefined : `${object}.${name}`;
}

/** Gives the line that an offset stands on, from 1. */
export function lineOf(source: Source, offset: number): number {
  return source.text.slice(0, offset).split('\n').length;
}

/** What a source imports: `specifier` as written, `typeOnly` where nothing of it is left when it runs. */
export type Import = { readonly specifier: string; readonly typeOnly: boolean };

/** Lists what a source imports, re-exports, loads dynamically or names as the URL of a worker. */
export function importsOf(source: Source): readonly Import[] {
  const found: Import[] = [];
  for (const node of walk(parse(source))) {
    const origin = node['source'];
    if (isNode(origin) && typeof origin['value'] === 'string') {
      const typeOnly = node['importKind'] === 'type' || node['exportKind'] === 'type';
      found.push({ specifier: origin['value'], typeOnly });
    } else if (node.type === 'CallExpression' && dottedName(node['callee']) === 'require') {
      const [first] = node['arguments'] as Node[];
      if (typeof first?.['value'] === 'string') found.push({ specifier: first['value'], typeOnly: false });
    } else if (node.type === 'NewExpression' && dottedName(node['callee']) === 'URL') {
      const [first, base] = node['arguments'] as Node[];
      const relative = base?.type === 'MemberExpression' && /^\./.test(String(first?.['value']));
      if (relative) found.push({ specifier: String(first?.['value']), typeOnly: false });
    }
  }
  return found;
}

/** A name that a module gives away: where it is declared, under which name. */
export type Export = {
  readonly name: string;
  readonly local: string;
  readonly typeOnly: boolean;
  readonly from?: string;
};

/** Lists the named exports of an entry; throws on a default export and on `export *`, which no entry may have. */
export function exportsOf(source: Source): readonly Export[] {
  return (parse(source)['body'] as Node[]).flatMap((statement): Export[] => {
    if (statement.type === 'ExportDefaultDeclaration') throw new Error(`${source.name} has a default export`);
    if (statement.type === 'ExportAllDeclaration') throw new Error(`${source.name} has an export *`);
    if (statement.type !== 'ExportNamedDeclaration') return [];
    const ownType = statement['exportKind'] === 'type';
    const origin = statement['source'];
    const from = isNode(origin) ? { from: String(origin['value']) } : {};
    const listed = (statement['specifiers'] as Node[]).map((specifier) => ({
      name: (specifier['exported'] as Node)['name'] as string,
      local: (specifier['local'] as Node)['name'] as string,
      typeOnly: ownType || specifier['exportKind'] === 'type',
      ...from,
    }));
    const names = declaredNames(statement['declaration']);
    return [...listed, ...names.map((name) => ({ name, local: name, typeOnly: ownType }))];
  });
}

/** Lists the names that a declaration declares. */
export function declaredNames(declaration: unknown): readonly string[] {
  if (!isNode(declaration)) return [];
  const declarations = (declaration['declarations'] as Node[] | undefined) ?? [declaration];
  return declarations.flatMap(({ id }) => (isNode(id) && typeof id['name'] === 'string' ? [id['name']] : []));
}
