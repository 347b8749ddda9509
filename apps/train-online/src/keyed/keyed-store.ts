import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointError, CheckpointStore } from '@graph/checkpoint';
import { NodeFileSystem } from '@graph/checkpoint/node';
import type { Query } from '@graph/keyed/postgres';
import { UsageError } from '../settings/usage-error.js';

/** A database: a server, or PostgreSQL within this process over a folder. */
export type KeyedStore = {
  readonly query: Query;
  /** Whether no other process can be at it. */
  readonly isAlone: boolean;
  close(): Promise<void>;
};

/** Connections of one process: a worker waits for one statement at a time. */
const CONNECTIONS = 4;

/**
 * Opens `--store`: `postgres://…`, or a folder, which is made if it may be.
 *
 * @throws UsageError if it is neither, is not there, or another process is at it.
 */
export async function openKeyedStore(store: string, mayMake: boolean): Promise<KeyedStore> {
  if (/^postgres(ql)?:\/\//.test(store)) return openServer(store);
  if (/^[a-z]+:\/\//.test(store))
    throw new UsageError(`--store ${store}: wanted postgres://user@host/database, or a folder.`);
  return openFolder(store, mayMake);
}

async function openServer(store: string): Promise<KeyedStore> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ connectionString: store, max: CONNECTIONS });
  // A connection that breaks while nothing waits for it is made anew.
  pool.on('error', () => undefined);
  const query: Query = (text, params) => pool.query(text, [...params]);
  try {
    await query('SELECT 1', []);
  } catch (cause) {
    await pool.end();
    throw new Error(`--store ${withoutPassword(store)} cannot be reached: ${reasonOf(cause)}`, { cause });
  }
  return { query, isAlone: false, close: () => pool.end() };
}

async function openFolder(folder: string, mayMake: boolean): Promise<KeyedStore> {
  const data = join(folder, 'data');
  if (!mayMake && !existsSync(data))
    throw new UsageError(
      `--store ${folder} holds no learners. Wanted a folder that train-online keyed made.`,
    );
  mkdirSync(folder, { recursive: true });
  const lock = await lockOf(folder);
  try {
    // Compiling it takes a second, so it is loaded where it is needed only.
    const { PGlite } = await import('@electric-sql/pglite');
    const db = await PGlite.create(data);
    return {
      query: (text, params) => db.query(text, [...params]),
      isAlone: true,
      close: async () => {
        await db.close();
        await lock.close();
      },
    };
  } catch (error) {
    await lock.close();
    throw error;
  }
}

/** Two processes over one folder would destroy it. */
async function lockOf(folder: string): Promise<CheckpointStore> {
  try {
    return await CheckpointStore.open({
      fileSystem: new NodeFileSystem({ thread: 'main' }),
      folder: join(folder, 'lock'),
    });
  } catch (error) {
    if (CheckpointError.is(error) && error.code === 'LOCKED')
      throw new UsageError(
        `--store ${folder} is in use: ${error.message}. A folder is for one process at a time; several need postgres://…`,
        { cause: error },
      );
    throw error;
  }
}

/** Shows a URL without what nobody else should read. */
function withoutPassword(store: string): string {
  return store.replace(/^([a-z]+:\/\/[^:@/]*):[^@]*@/, '$1:…@');
}

function reasonOf(cause: unknown): string {
  const { message, code } = cause as { readonly message?: string; readonly code?: string };
  return message !== undefined && message !== '' ? message : (code ?? String(cause));
}
