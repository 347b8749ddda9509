import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const PROGRAM = process.env['GRAPH_CHROMIUM'] ?? 'chromium';

/** Whether there is a Chromium to look at the page with. */
export const isThere: boolean = spawnSync(PROGRAM, ['--version']).status === 0;

/** Why its tests are skipped, as part of their names. */
export const note: string = isThere ? '' : ` (skipped: there is no ${PROGRAM})`;

const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-dev-shm-usage --disable-background-networking ' +
  '--disable-component-update --disable-sync --remote-debugging-pipe';

type Message = {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
};

/** What a page is shown with. */
export type Look = {
  readonly width: number;
  readonly scheme?: 'light' | 'dark';
  readonly reducedMotion?: boolean;
};

/** A page in Chromium, driven over its pipe (Chrome DevTools Protocol): real keys, real media features. */
export class Page {
  /** Whatever the page wrote to the console or failed with. */
  readonly said: string[] = [];
  readonly #browser: ChildProcess;
  readonly #profile: string;
  readonly #waiting = new Map<number, (message: Message) => void>();
  #session: string | undefined;
  #count = 0;

  private constructor() {
    this.#profile = mkdtempSync(join(tmpdir(), 'playground-'));
    const flags = [...FLAGS.split(' '), `--user-data-dir=${this.#profile}`, 'about:blank'];
    this.#browser = spawn(PROGRAM, flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    let rest = '';
    (this.#browser.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop()!;
      for (const message of messages) this.#take(JSON.parse(message) as Message);
    });
  }

  /** Starts a browser without a network. */
  static async start(): Promise<Page> {
    const page = new Page();
    const { targetInfos } = (await page.send('Target.getTargets')) as {
      readonly targetInfos: readonly { readonly type: string; readonly targetId: string }[];
    };
    const { targetId } = targetInfos.find(({ type }) => type === 'page')!;
    const { sessionId } = await page.send('Target.attachToTarget', { targetId, flatten: true });
    page.#session = String(sessionId);
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await page.send(`${domain}.enable`);
    const none = { latency: 0, downloadThroughput: 0, uploadThroughput: 0 };
    await page.send('Network.emulateNetworkConditions', { offline: true, ...none });
    return page;
  }

  /** Opens what is at `url`. */
  async open(url: string, { width, scheme = 'light', reducedMotion = false }: Look): Promise<void> {
    const size = { width, height: 900, deviceScaleFactor: 1, mobile: false };
    await this.send('Emulation.setDeviceMetricsOverride', size);
    const features = [
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: reducedMotion ? 'reduce' : 'no-preference' },
    ];
    await this.send('Emulation.setEmulatedMedia', { features });
    await this.send('Page.navigate', { url });
    await this.until(`document.readyState === 'complete' && document.querySelector('#toggle')`);
  }

  /** Returns what an expression comes to in the page. */
  async value<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = (await this.send('Runtime.evaluate', {
      expression,
      returnByValue: true,
      awaitPromise: true,
    })) as { readonly result: { readonly value: T }; readonly exceptionDetails?: unknown };
    if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return result.value;
  }

  /** Waits until an expression is true in the page. */
  async until(expression: string, milliseconds = 60_000): Promise<void> {
    const end = Date.now() + milliseconds;
    while (!(await this.value<boolean>(`Boolean(${expression})`))) {
      if (Date.now() > end) throw new Error(`not within ${milliseconds} ms: ${expression}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Presses a key, as a keyboard does. */
  async press(key: string, keyCode: number, text?: string): Promise<void> {
    const given = { key, code: key === ' ' ? 'Space' : key, windowsVirtualKeyCode: keyCode };
    await this.send('Input.dispatchKeyEvent', { type: 'keyDown', ...given, ...(text && { text }) });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...given });
  }

  /** Sends a command of the protocol. */
  send(
    method: string,
    params: Readonly<Record<string, unknown>> = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    this.#count += 1;
    const id = this.#count;
    const sessionId = this.#session;
    (this.#browser.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result ?? {}),
      );
    });
  }

  /** Ends the browser. */
  async close(): Promise<void> {
    const ended = once(this.#browser, 'exit');
    // So that its helpers end, too, before their files go.
    void this.send('Browser.close').catch(() => undefined);
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 20 });
  }

  #take({ id, method, params, ...answer }: Message): void {
    if (id !== undefined) this.#waiting.get(id)?.(answer);
    else if (/^(Runtime\.(consoleAPICalled|exceptionThrown)|Log\.entryAdded)$/.test(method ?? ''))
      this.said.push(JSON.stringify(params));
  }
}
