import type { Refusal } from '../engine/answers.js';
import type { ServedModel } from '../engine/served-model.js';
import { ServeError } from '../errors.js';
import type { Counters } from './counters.js';
import { jsonText } from './exchange.js';
import { isLearn, isUnreadable, readLearn, readPredict } from './read-request.js';
import { statusOfError } from './status-of-error.js';

/** The answer to one line: what the request alone would be answered. */
export type LineAnswer = object;

/**
 * Answers one request.
 *
 * @param kind - which it is; default: it is to be learned from if it brings a label.
 */
export async function answerLine(
  served: ServedModel,
  value: unknown,
  counters: Counters,
  kind: 'predict' | 'learn' = isLearn(value, served.targets) ? 'learn' : 'predict',
): Promise<LineAnswer> {
  try {
    if (kind === 'learn') {
      const request = readLearn(value, served.targets);
      if (isUnreadable(request)) return unreadable(request.unreadable);
      const result = await served.learn(request);
      if ('refusal' in result) return refused(result.refusal);
      if (result.answer.status === 'learned') counters.learned += 1;
      else counters.duplicates += 1;
      return result.answer;
    }
    const request = readPredict(value);
    if (isUnreadable(request)) return unreadable(request.unreadable);
    const result = await served.predict(request);
    if ('refusal' in result) return refused(result.refusal);
    counters.predicted += 1;
    return result.answer;
  } catch (error) {
    if (!ServeError.is(error)) throw error;
    return { error: { status: statusOfError(error), code: error.code, message: error.message } };
  }
}

/** Tells the status of a line's answer: 200, unless it says otherwise. */
export function statusOf(answer: LineAnswer): number {
  const { error } = answer as { readonly error?: { readonly status: number } };
  return error?.status ?? 200;
}

/** Requests of a list or a stream that are being answered at a time. */
const TOGETHER = 256;

/** Answers the requests of a list, in their order. */
export async function answerList(
  served: ServedModel,
  values: readonly unknown[],
  counters: Counters,
): Promise<LineAnswer[]> {
  const answers: LineAnswer[] = [];
  for (let at = 0; at < values.length; at += TOGETHER) {
    const some: Promise<LineAnswer>[] = [];
    for (const value of values.slice(at, at + TOGETHER)) {
      await room(served);
      some.push(answerLine(served, value, counters));
    }
    answers.push(...(await Promise.all(some)));
  }
  return answers;
}

/** Waits while no further event is taken in: many requests of one sender are slowed down, and not refused. */
async function room(served: ServedModel): Promise<void> {
  while (served.isFull && served.isReady) await served.room();
}

/**
 * Answers lines of JSON, in their order, as they come. Only some are being answered at a time; the next is read when there is
 * room, and when the answers before it were taken.
 */
export async function* answerLines(
  served: ServedModel,
  lines: AsyncIterable<string | undefined>,
  counters: Counters,
): AsyncIterable<string> {
  const answers: Promise<LineAnswer>[] = [];
  for await (const line of lines) {
    if (line === undefined) {
      answers.push(Promise.resolve(unreadable('the line is too long: what follows was not read')));
      break;
    }
    if (line.trim() === '') continue;
    await room(served);
    const answer = answerText(served, line, counters);
    // It is awaited later; until then nobody must think that it was forgotten.
    answer.catch(() => undefined);
    answers.push(answer);
    if (answers.length >= TOGETHER) yield `${jsonText(await answers.shift())}\n`;
  }
  for (const answer of answers) yield `${jsonText(await answer)}\n`;
}

async function answerText(served: ServedModel, line: string, counters: Counters): Promise<LineAnswer> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return unreadable('the line is not JSON');
  }
  return answerLine(served, value, counters);
}

function unreadable(message: string): LineAnswer {
  return { error: { status: 400, code: 'REQUEST', message } };
}

function refused(refusal: Refusal): LineAnswer {
  return { error: refusal };
}
