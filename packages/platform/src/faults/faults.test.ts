import { AppError } from "@mcp-tools/core";
import { expect, onTestFinished, test } from "vitest";
import { startBackend, type FakeBackend } from "../../test/fake-backend.ts";
import { createLogger } from "../logging/create-logger.ts";
import { openFaults } from "./open-faults.ts";

async function openLab(options?: { hangs?: boolean }) {
  const sentry = await startBackend(options);
  onTestFinished(sentry.close);
  const faults = openFaults({
    dsn: sentry.url.replace("http://", "http://publickey@") + "/42",
    environment: "staging",
    service: "mcp-sse",
    version: "1.2.3",
  });
  onTestFinished(() => faults.close());
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { sentry, faults, logger: createLogger({ level: "info", destination, onFault: faults.report }), lines };
}

interface Event {
  readonly level: string;
  readonly message: string;
  readonly release: string;
  readonly environment: string;
  readonly logger: string;
  readonly tags: Record<string, string>;
  readonly extra: Record<string, unknown>;
  readonly exception?: { values: { type: string; value: string; stacktrace?: { frames: { filename: string }[] } }[] };
}

const events = ({ received }: FakeBackend): Event[] =>
  received.map(({ body }) => JSON.parse(body.split("\n")[2] ?? "{}") as Event);

test("a fault goes out as it stands in the log: which release, where, and why", async () => {
  const { sentry, faults, logger, lines } = await openLab();
  const cause = new RangeError("too far");

  logger.child({ service: "admin" }).error({ err: new Error("broken", { cause }), requestId: "r1" }, "request failed");
  await faults.flush(2_000);

  expect(sentry.received.map(({ path }) => path.split("?")[0])).toEqual(["/api/42/envelope/"]);
  const [event] = events(sentry);
  expect(event).toMatchObject({
    level: "error",
    message: "request failed",
    release: "mcp-tools@1.2.3",
    environment: "staging",
    logger: "admin",
    tags: { service: "admin" },
    extra: { requestId: "r1" },
  });
  expect(event?.exception?.values.map(({ type, value }) => [type, value])).toEqual([
    ["RangeError", "too far"],
    ["Error", "broken"],
  ]);
  expect(event?.exception?.values.at(-1)?.stacktrace?.frames.at(-1)?.filename).toContain("faults.test.ts");
  expect(lines).toHaveLength(1);
});

test("secrets are masked, and who called stays here", async () => {
  const { sentry, faults, logger } = await openLab();
  const err = new Error("connect postgres://user:hunter2@db failed, Bearer abcdefghijklmnop");

  logger.error({ err, apiKey: "0123456789", principal: "key:ci", address: "192.0.2.1" }, "request failed");
  await faults.flush(2_000);

  const [{ body } = { body: "" }] = sentry.received;
  expect(body).toContain("request failed");
  for (const secret of ["hunter2", "abcdefghijklmnop", "0123456789", "key:ci", "192.0.2.1"])
    expect(body).not.toContain(secret);
});

test("the end of the process goes out, with an error or without", async () => {
  const { sentry, faults, logger } = await openLab();

  logger.fatal({ service: "mcp-sse" }, "service ended");
  logger.fatal({ err: new AppError("unavailable", "Cannot listen.") }, "service cannot start");
  await faults.flush(2_000);

  expect(events(sentry).map(({ level, message }) => [level, message])).toEqual([
    ["fatal", "service ended"],
    ["fatal", "service cannot start"],
  ]);
});

test("what a tool's own code did, a warning and a mere remark send nothing", async () => {
  const { sentry, faults, logger, lines } = await openLab();

  logger.error({ err: new Error("of the tool"), tool: "a", origin: "tool" }, "tool failed");
  logger.child({ origin: "tool" }).error({ err: new Error("said by the tool") }, "whatever");
  logger.warn({ err: new Error("expected") }, "request refused");
  logger.error({ service: "mcp-sse" }, "service did not stop in time");
  await faults.flush(500);

  expect(sentry.received).toEqual([]);
  expect(lines).toHaveLength(4);
});

test("the same fault a thousand times is sent sixty times", async () => {
  const { sentry, faults, logger } = await openLab();

  for (let index = 0; index < 1_000; index++) logger.error({ err: new Error("again") }, "request failed");
  await faults.flush(3_000);

  expect(sentry.received.length).toBeLessThanOrEqual(60);
  expect(sentry.received.length).toBeGreaterThan(30);
});

test("a Sentry that hangs keeps nobody", async () => {
  const { faults, logger, sentry } = await openLab({ hangs: true });

  logger.error({ err: new Error("broken") }, "request failed");
  await sentry.wait(1);
  const started = performance.now();
  await faults.flush(200);
  await faults.close();
  expect(performance.now() - started).toBeLessThan(2_500);
});
