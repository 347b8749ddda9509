import { Lesson, STEPS } from '../lesson/lesson.js';
import { announce, describePicture, narrate } from '../lesson/narrate.js';
import { Announcer } from './announcer.js';
import { Controls } from './controls.js';
import { Figures } from './figures.js';
import { Pace } from './pace.js';
import { DARK, LIGHT, Picture } from './picture.js';

/** Seconds that a lesson takes where the machine keeps up; `?seconds=5` in the address says otherwise. */
const SECONDS = Number(new URLSearchParams(location.search).get('seconds')) || 20;

/** Milliseconds of a frame in which work is begun; the browser has the rest of its 16. */
const BUDGET = 9;

/** Frames from one look at the figures to the next. */
const FRAMES_PER_LOOK = 15;

const find = <T extends Element>(selector: string): T => document.querySelector<T>(selector)!;
const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const prefersStill = matchMedia('(prefers-reduced-motion: reduce)');

const pictures = [new Picture(find('#without')), new Picture(find('#with'))] as const;
const figures = new Figures(find('table'));
const live = find<HTMLElement>('#says');
const announcer = new Announcer((text) => {
  live.textContent = text;
});
const pace = new Pace(STEPS / SECONDS);
const toggle = find<HTMLButtonElement>('#toggle');
const progress = find<HTMLProgressElement>('progress');
const controls = new Controls(find('form'), () => begin());

let seed = 1;
let lesson = new Lesson(controls.settings, seed);
let frames = 0;
let isRunning = false;
let isScheduled = false;
/** Pictures that do not show the newest moment yet, and which of them is being painted. */
let unpainted = 2;
let painting: 0 | 1 = 0;

toggle.addEventListener('click', () => (lesson.isOver ? begin() : run(!isRunning)));
find('#again').addEventListener('click', () => {
  seed += 1;
  begin();
});
prefersDark.addEventListener('change', repaint);
document.addEventListener('visibilitychange', () => pace.rest());

look(true);
// Who wants less motion says when it begins.
run(!prefersStill.matches);
repaint();

/** Starts the lesson again, with the settings as they are now. */
function begin(): void {
  lesson = new Lesson(controls.settings, seed);
  announcer.offer(announce(lesson.settings), performance.now(), true);
  run(true);
  repaint();
}

function run(wanted: boolean): void {
  isRunning = wanted;
  pace.rest();
  toggle.textContent = lesson.isOver
    ? 'Once more'
    : isRunning
      ? 'Pause'
      : lesson.steps > 0
        ? 'Go on'
        : 'Start';
  schedule();
}

function repaint(): void {
  unpainted = 2;
  schedule();
}

function schedule(): void {
  if (isScheduled || (!isRunning && unpainted === 0)) return;
  isScheduled = true;
  requestAnimationFrame(frame);
}

/** Does what is due in one frame: steps of the lesson, then as much painting as there is time for. */
function frame(now: number): void {
  isScheduled = false;
  frames += 1;
  const until = performance.now() + BUDGET;
  const hasEnded = isRunning && learn(pace.due(now), until);
  // With less motion, a picture changes only when a piece has ended.
  if (hasEnded || (isRunning && !prefersStill.matches)) unpainted = 2;
  while (unpainted > 0 && performance.now() < until) paint();
  if (hasEnded || (isRunning && frames % FRAMES_PER_LOOK === 0)) look(hasEnded);
  if (isRunning && lesson.isOver) run(false);
  schedule();
}

/** Takes steps until the time is over, or a piece: what is said of it is of that moment. Returns whether a piece has ended. */
function learn(steps: number, until: number): boolean {
  const { piecesDone } = lesson;
  for (let step = 0; step < steps && performance.now() < until; step += 1) {
    lesson.step();
    if (lesson.piecesDone > piecesDone) return true;
  }
  return false;
}

function paint(): void {
  const colours = prefersDark.matches ? DARK : LIGHT;
  if (!pictures[painting].paint(lesson.contenders[painting], colours, lesson.piece)) return;
  unpainted -= 1;
  painting = painting === 0 ? 1 : 0;
}

/** Judges both networks, and shows and says how it goes; at once where a piece has ended. */
function look(isUrgent: boolean): void {
  const [without, withIt] = lesson.contenders;
  const accuracies = [without.accuracies(), withIt.accuracies()] as const;
  const { piece, isOver, settings } = lesson;
  figures.show(accuracies, piece, isOver);
  progress.value = lesson.steps / STEPS;
  if (lesson.steps === 0) return;
  const told = isUrgent ? lesson.piecesDone - 1 : piece;
  const text = narrate({ settings, piece: told, isLearned: isUrgent || isOver, accuracies });
  announcer.offer(text, performance.now(), isUrgent);
  for (const at of [0, 1] as const) pictures[at].describe(describePicture(at === 1, accuracies[at], piece));
}
