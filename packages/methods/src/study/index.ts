/**
 * The published tables of continual learning, run again: streams, settings, figures, and a runner that keeps each cell.
 *
 * @packageDocumentation
 */
export { type Images, readImages, readLabels, type StudyData } from './images.js';
export type { PixelMap } from './pixel-maps.js';
export { type CellResult, runCell } from './run-cell.js';
export { type CellStore, cellKey, runStudy, type StudyCell, type StudyOptions } from './run-study.js';
export { STREAMS, type StreamName, type StudyStream, type StudyTask } from './streams.js';
export { STUDY_METHODS, STUDY_ROWS, type StudyMethod, type StudyRow } from './study-row.js';
export { type MeanAndError, type StudyTableRow, studyMarkdown, studyTable } from './study-table.js';
