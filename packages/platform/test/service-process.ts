// A process under runServices, for the tests: argv[2] says what its services do. Its log is JSON on stderr.
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@mcp-tools/core";
import { createLogger } from "../src/logging/create-logger.ts";
import type { Platform, RunningService, Service } from "../src/platform.ts";
import { runServices } from "../src/run-services.ts";

const never = new Promise<never>(() => {});
const behaviour = process.argv[2] ?? "";
const logger = createLogger({ level: "info" });
let draining = false;

const platform = {
  config: { drainMs: 300 },
  logger,
  get draining() {
    return draining;
  },
  drain() {
    draining = true;
    logger.info({}, "draining");
  },
  serviceStarted() {},
  close() {
    logger.info({}, "platform closed");
    return Promise.resolve();
  },
} as unknown as Platform;

function service(name: string, parts: Partial<RunningService> = {}, extra: Partial<Service> = {}): Service {
  const start = (): Promise<RunningService> => {
    // Keeps the process alive, as a listening socket does.
    const alive = setInterval(() => {}, 1_000);
    const stop = (deadlineMs: number) => {
      logger.info({ service: name, deadlineMs, draining }, "stopped");
      clearInterval(alive);
      return Promise.resolve();
    };
    return Promise.resolve({ ended: never, stop, ...parts });
  };
  return { name, start, ...extra };
}

const soon = (act: () => void | Promise<void>) => sleep(50).then(act);
const fail = () => {
  throw new Error("broken on purpose");
};

const cases: Record<string, () => Service[]> = {
  two: () => [service("first", { url: "http://127.0.0.1:1" }), service("second")],
  "start-fails": () => [
    service("first"),
    service("second", {}, { start: () => Promise.reject(new Error("port is taken")) }),
  ],
  "setting-wrong": () => [
    service("first"),
    service(
      "second",
      {},
      {
        start: () =>
          Promise.reject(new AppError("invalid_input", "no such folder", { detail: { setting: "TOOLS_DIR" } })),
      },
    ),
  ],
  "start-hangs": () => [service("first"), service("second", {}, { start: () => never }), service("third")],
  ends: () => [service("first"), service("second", { ended: soon(() => {}) })],
  "ends-well": () => [service("first"), service("second", { ended: soon(() => {}) }, { endsProcess: true })],
  fails: () => [service("first"), service("second", { ended: soon(fail) })],
  "stop-hangs": () => [service("first"), service("second", { stop: () => never })],
  "stop-fails": () => [
    service("first"),
    service("second", { stop: () => Promise.reject(new Error("broken on purpose")) }),
  ],
  throws: () => [service("first", { ended: soon(() => void setTimeout(fail)).then(() => never) })],
  rejects: () => [
    service("first", { ended: soon(() => void Promise.reject(new Error("broken on purpose"))).then(() => never) }),
  ],
};

await runServices(cases[behaviour]?.() ?? [], platform);
