// Sends so many requests, or requests for some seconds, and prints how many were answered, how long that took, and their latencies in
// milliseconds.
import { Agent, request } from 'node:http';

const {
  port,
  connections,
  seconds = Infinity,
  count = Infinity,
  path,
  bodies,
  perSecond,
} = JSON.parse(Buffer.concat(await process.stdin.toArray()).toString());
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const latencies = [];
const start = performance.now();
const end = start + seconds * 1000;
let sent = 0;

function ask(body) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const asked = request(
      {
        port,
        host: '127.0.0.1',
        path,
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          host: 'localhost',
          'content-length': Buffer.byteLength(body),
        },
      },
      (response) => {
        response.resume();
        response.on('end', () => {
          if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`));
          latencies.push(performance.now() - begun);
          resolve();
        });
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

async function connection(place) {
  const pause = perSecond === undefined ? 0 : (connections * 1000) / perSecond;
  for (
    let next = performance.now() + (pause * place) / connections;
    performance.now() < end && sent < count;
    next += pause
  ) {
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
    await ask(bodies[sent++ % bodies.length]);
  }
}

await Promise.all(Array.from({ length: connections }, (_, place) => connection(place)));
agent.destroy();
latencies.sort((left, right) => left - right);
const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
const took = (performance.now() - start) / 1000;
console.log(JSON.stringify({ count: latencies.length, took, p50: at(0.5), p99: at(0.99) }));
