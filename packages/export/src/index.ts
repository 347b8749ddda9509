/**
 * Takes a trained model to other people's programs: ONNX, safetensors by layer, readable JSON.
 *
 * @packageDocumentation
 */
export { ExportError, type ExportErrorCode } from './errors.js';
export { type ModelJson, toJson } from './formats/to-json.js';
export { type SafetensorsOptions, toSafetensors } from './formats/to-safetensors.js';
export type { PartDescription } from './model/describe-parts.js';
export type { Metadata } from './model/export-options.js';
export type { Label } from './model/read-model.js';
export { type NetworkOnnxOptions, networkToOnnx } from './onnx/network-to-onnx.js';
export { type OnnxOptions, toOnnx } from './onnx/to-onnx.js';
