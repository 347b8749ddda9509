import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { bundle } from '../bundle.ts';
import { entry } from '../entry.ts';
import { findRuntime } from '../find-runtime.mjs';
import type { Host } from './host.ts';
import { missing } from './missing.ts';
import { parseAnswer } from './parse-answer.ts';

const { resolve } = createRequire(import.meta.url);

/** What the service imports and its runtime compiles beforehand. */
const KERNELS = [
  '@graph/learner/kernels.wasm',
  '@graph/learner/linear-kernels.wasm',
  '@graph/replay/kernels.wasm',
];

const CONFIGURATION = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .service)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const service :Workerd.Worker = (
  modules = [
    (name = "service.js", esModule = embed "service.js"),
${KERNELS.map((name) => `    (name = "${name}", wasm = embed "${fileOf(name)}"),\n`).join('')}  ],
  compatibilityDate = "2026-01-01",
);
`;

/** The runtime of an edge network, which compiles nothing while it runs. */
export function workerd(service: 'service' | 'service-without-kernels'): Host {
  const program = findRuntime('workerd');
  return {
    name: `workerd, ${service}`,
    missing: missing(program, 'workerd'),
    evaluates: false,
    compiles: false,
    run: async (folder) => {
      const [script] = await bundle(entry(service), { external: KERNELS });
      writeFileSync(join(folder, 'service.js'), script!.code);
      for (const name of KERNELS) copyFileSync(resolve(name), join(folder, fileOf(name)));
      writeFileSync(join(folder, 'service.capnp'), CONFIGURATION);
      const server = spawn(program!, ['serve', 'service.capnp', '--control-fd=3'], {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
        timeout: 120_000,
      });
      const said = text(server.stderr!);
      try {
        const response = await fetch(`http://127.0.0.1:${await portOf(server, said)}/`);
        const body = await response.text();
        if (!response.ok) server.kill();
        return parseAnswer(response.ok ? body : `${body}\n${await said}`);
      } finally {
        server.kill();
      }
    },
  };
}

function fileOf(specifier: string): string {
  return specifier.replaceAll('/', '-');
}

/** Waits until the server says on which port it listens. */
async function portOf(server: ChildProcess, said: Promise<string>): Promise<number> {
  let told = '';
  for await (const chunk of server.stdio[3] as NodeJS.ReadableStream) {
    told += chunk;
    const port = /"event":"listen".*"port":(\d+)/.exec(told)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`workerd does not listen\n${await said}`);
}
