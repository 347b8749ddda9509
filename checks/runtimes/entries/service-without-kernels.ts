// As service.ts, but nobody handed the kernels over.
import { report } from '../program/report.ts';

// biome-ignore lint/style/noDefaultExport: the runtime looks for the service there.
export default {
  async fetch(): Promise<Response> {
    return Response.json(await report());
  },
};
