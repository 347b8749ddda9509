import type { TrainSettings } from '../settings/train-settings.js';
import type { Course } from './course.js';
import { CurriculumCourse } from './curriculum-course.js';
import type { StateTree } from './shapes.js';

/** Opens what a run learns: the curriculum, or the stream that `--data` names; at its start, or as a state says. */
export async function openCourse(settings: TrainSettings, state: StateTree | undefined): Promise<Course> {
  if (settings.data === undefined) return new CurriculumCourse(settings, state);
  // A hundred modules read files and look for drift: the curriculum needs none of them.
  const { TableCourse } = await import('./table-course.js');
  return TableCourse.open(settings, state);
}
