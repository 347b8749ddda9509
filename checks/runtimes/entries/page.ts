// Runs in a page: trains, and posts what came of it to the server that the page is from.
import { report } from '../program/report.ts';

await fetch('/report', { method: 'POST', body: JSON.stringify(await report()) });
