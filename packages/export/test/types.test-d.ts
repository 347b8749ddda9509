import { Network } from '@graph/learner';
import { type ModelState, OnlineModel, type OnlineModelState } from '@graph/online';
import {
  ExportError,
  type ExportErrorCode,
  type Label,
  type Metadata,
  type ModelJson,
  type NetworkOnnxOptions,
  networkToOnnx,
  type OnnxOptions,
  type PartDescription,
  type SafetensorsOptions,
  toJson,
  toOnnx,
  toSafetensors,
} from '../src/index.ts';

const whole: OnlineModelState = new OnlineModel({ target: 'y' }).state();
const state: ModelState = whole.model;
const metadata: Metadata = { run: 'one' };
const options: OnnxOptions = { words: { city: ['Oslo'] }, raw: ['text'], metadata };
toOnnx(state, options) satisfies Uint8Array;
toSafetensors(state, { metadata } satisfies SafetensorsOptions) satisfies Uint8Array;
const json: ModelJson = toJson(state);
json.classes satisfies readonly Label[];
json.parts satisfies readonly PartDescription[];
networkToOnnx(Network.from(state.network!).state(), { metadata } satisfies NetworkOnnxOptions);
// The parts of a model are not a network.
// @ts-expect-error the state of a model is not that of a network
networkToOnnx(state);
// @ts-expect-error the state of an OnlineModel has the model in it
toOnnx(whole);
// @ts-expect-error options have names that are known
toOnnx(state, { word: {} });
// @ts-expect-error metadata are texts
toSafetensors(state, { metadata: { examples: 7 } });
// @ts-expect-error a model as JSON is not changed
json.parts.length = 0;

const error: unknown = undefined;
if (ExportError.is(error)) {
  error.code satisfies ExportErrorCode;
  error.columns satisfies readonly string[] | undefined;
  // @ts-expect-error no such code
  error.code satisfies 'NO_SUCH_CODE';
}
