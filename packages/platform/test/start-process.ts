// A process whose one service ends by itself at once, as stdio does: for what comes before and after the services.
import { createNoMetrics } from "../src/metrics/create-no-metrics.ts";
import { startProcess } from "../src/start-process.ts";

const start = () => Promise.resolve({ ended: Promise.resolve(), stop: () => Promise.resolve() });
await startProcess([{ name: "short", endsProcess: true, start }], { name: "test", metrics: createNoMetrics });
