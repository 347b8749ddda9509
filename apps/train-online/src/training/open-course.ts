import type { TrainSettings } from '../settings/train-settings.js';
import type { Course } from './course.js';
import { CurriculumCourse } from './curriculum-course.js';
import type { StateTree } from './shapes.js';
import { TableCourse } from './table-course.js';

/** Opens what a run learns: the curriculum, or the stream that `--data` names; at its start, or as a state says. */
export async function openCourse(settings: TrainSettings, state: StateTree | undefined): Promise<Course> {
  return settings.data === undefined
    ? new CurriculumCourse(settings, state)
    : TableCourse.open(settings, state);
}
