import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportsOf } from '../syntax.ts';
import { entriesOf, sourcesOf, workspacePackages } from '../workspace.ts';

/** The sections that every package's README has, in this order; others may stand between. */
const SECTIONS = [/^Exports$/, /\b(shapes|determinism)\b/i, /^Errors$/, /^Sources$/, /^Development$/];

describe.each(workspacePackages('packages').map((owner) => [owner.manifest.name, owner] as const))(
  '%s',
  (name, owner) => {
    const readme = (): string => readFileSync(join(owner.path, 'README.md'), 'utf8');

    it('opens with its name, one sentence, how to install it, and an example with what it prints', () => {
      const [title, sentence] = readme().split(/\n{2,}/);
      expect(title).toBe(`# ${name}`);
      expect(sentence!.trim()).toMatch(/^[^.]*(\.\w[^.]*)*\.$/s);
      const before = readme().slice(0, readme().indexOf('\n## '));
      const fences = [...before.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, kind, body]) => ({
        kind,
        body,
      }));
      expect(fences[0]).toEqual({ kind: 'sh', body: expect.stringContaining(`npm install ${name}`) });
      expect(fences[1]).toEqual({ kind: 'ts', body: expect.stringContaining(`from '${name}`) });
      expect(fences[1]?.body).toContain('//>');
    });

    it('has the sections of the house in their order', () => {
      const headings = [...readme().matchAll(/^## (.*)$/gm)].map((match) => match[1]!);
      const places = SECTIONS.map((section) => headings.findIndex((heading) => section.test(heading)));
      expect(places, `found ${headings.join(', ')}`).not.toContain(-1);
      expect(places).toEqual([...places].sort((left, right) => left - right));
    });

    it('names everything that can be called', () => {
      const text = readme();
      const sources = sourcesOf(owner);
      const names = entriesOf(owner).flatMap(({ source }) =>
        exportsOf(sources.find(({ path }) => path === source)!).filter(({ typeOnly }) => !typeOnly),
      );
      const missing = names.filter((exported) => !new RegExp(`\\b${exported.name}\\b`).test(text));
      expect(missing.map((exported) => exported.name)).toEqual([]);
    });

    it('says how to change it in three commands', () => {
      const development = readme().split(/^## Development$/m)[1] ?? '';
      expect(development).toMatch(/pnpm install\n/);
      expect(development).toContain(`cd packages/${owner.folder}\n`);
      expect(development).toMatch(/pnpm test\n/);
    });
  },
);
