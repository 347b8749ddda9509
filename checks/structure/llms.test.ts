import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isPublished, root, workspacePackages } from '../workspace.ts';

const text = readFileSync(join(root, 'llms.txt'), 'utf8');
const links = [...text.matchAll(/^- \[(.+?)\]\((.+?)\): \S.*$/gm)].map(([, name, target]) => ({
  name: name!,
  target: target!,
}));

describe('llms.txt', () => {
  it('has the parts that llmstxt.org asks for, in their order', () => {
    const lines = text.split('\n');
    expect(lines[0]).toBe('# graph');
    expect(lines[2]).toMatch(/^> \S/);
    expect(text.match(/^#+ .*$/gm)).toEqual(['# graph', '## Guides', '## Packages', '## Optional']);
    // Behind the first section there are lists of links alone.
    const rest = text.slice(text.indexOf('## Guides')).split('\n');
    expect(rest.filter((line) => !/^(|## .*|- \[.+?\]\(.+?\): \S.*)$/.test(line))).toEqual([]);
  });

  it('links to files that are there', () => {
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter(({ target }) => !existsSync(join(root, target)))).toEqual([]);
  });

  it('names every package and every guide', () => {
    const packages = [...workspacePackages('packages'), ...workspacePackages('apps')].filter(isPublished);
    const names = links.map(({ name }) => name);
    expect(packages.map(({ manifest }) => manifest.name).filter((name) => !names.includes(name))).toEqual([]);
    const targets = links.map(({ target }) => target);
    const index = readFileSync(join(root, 'docs/guides/README.md'), 'utf8');
    const guides = [...index.matchAll(/^\| \[.+?\]\((.+?\.md)\)/gm)].map(
      (match) => `docs/guides/${match[1]}`,
    );
    expect(guides.length).toBeGreaterThan(5);
    expect(guides.filter((guide) => !targets.includes(guide))).toEqual([]);
  });
});
