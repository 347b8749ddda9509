import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { bundle } from '../bundle.ts';
import { entry } from '../entry.ts';
import { findRuntime } from '../find-runtime.mjs';
import type { Answer, Host } from './host.ts';
import { missing } from './missing.ts';
import { parseAnswer } from './parse-answer.ts';

const PAGE = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>';

/** What makes it start alone: no window, no profile of the user, no look at the network. */
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page whose content-security policy gives scripts only these sources. */
export function chromium(sources: "'self' 'wasm-unsafe-eval'" | "'self'"): Host {
  const program = findRuntime('chromium');
  return {
    name: `Chromium, script-src ${sources}`,
    missing: missing(program, 'Chromium'),
    evaluates: false,
    compiles: sources !== "'self'",
    run: async (folder) => {
      const [script] = await bundle(entry('page'), { minify: true });
      const { server, answer } = serve(
        `default-src 'none'; connect-src 'self'; script-src ${sources}`,
        script!.code,
      );
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const profile = `--user-data-dir=${join(folder, 'profile')}`;
      const browser = spawn(program!, [...ARGUMENTS, profile, url], {
        stdio: ['ignore', 'ignore', 'pipe'],
        timeout: 120_000,
      });
      const said = text(browser.stderr);
      const ended = once(browser, 'exit');
      try {
        return await Promise.race([
          answer,
          ended.then(async ([code]) => {
            throw new Error(`Chromium ended with ${code} before the page answered\n${await said}`);
          }),
        ]);
      } finally {
        browser.kill();
        await ended;
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

/** Makes a server of the page and its script; `answer` is what the page posts. */
function serve(
  policy: string,
  script: string,
): { readonly server: Server; readonly answer: Promise<Answer> } {
  const server = createServer();
  const answer = new Promise<Answer>((resolve) => {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (request.method === 'POST') {
        resolve(text(request).then(parseAnswer));
        response.end();
      } else if (request.url === '/page.js')
        response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
      else
        response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy }).end(PAGE);
    });
  });
  return { server, answer };
}
