import type { Answer } from './host.ts';

/** Reads what a runtime printed; what is no answer is shown as it is. */
export function parseAnswer(printed: string): Answer {
  try {
    return JSON.parse(printed.trim().split('\n').at(-1)!) as Answer;
  } catch (cause) {
    throw new Error(`the runtime printed no answer, but ${printed || 'nothing'}`, { cause });
  }
}
