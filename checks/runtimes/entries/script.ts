// Runs in Node, in a worker thread of Node, in Bun and in Deno: trains, and prints what came of it as one line of JSON.
import { report } from '../program/report.ts';

console.log(JSON.stringify(await report()));
