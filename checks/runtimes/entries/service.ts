// Runs in workerd: trains when it is asked for anything, and answers with what came of it. Bytes cannot be compiled there,
// so the kernels are imported as a module, which the runtime compiled beforehand.
import { useKernels as useLearnerKernels, useLinearKernels } from '@graph/learner';
import learnerKernels from '@graph/learner/kernels.wasm';
import linearKernels from '@graph/learner/linear-kernels.wasm';
import { useKernels as useReplayKernels } from '@graph/replay';
import replayKernels from '@graph/replay/kernels.wasm';
import { report } from '../program/report.ts';

useLearnerKernels(learnerKernels);
useLinearKernels(linearKernels);
useReplayKernels(replayKernels);

// biome-ignore lint/style/noDefaultExport: the runtime looks for the service there.
export default {
  async fetch(): Promise<Response> {
    return Response.json(await report());
  },
};
