import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { AppError } from "@mcp-tools/core";
import { expect, onTestFinished, test } from "vitest";
import { createLogger } from "./create-logger.ts";

function capture(level: "debug" | "info" | "silent" = "info", service?: string) {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  return { lines, logger: createLogger({ level, service, destination }) };
}

test("a line is JSON with time, level, service, the fields and the message", () => {
  const { lines, logger } = capture("info", "mcp-sse");
  logger.debug({ a: 1 }, "too quiet");
  logger.child({ transport: "http" }).info({ status: 200 }, "request");
  expect(lines).toEqual([
    {
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      pid: process.pid,
      service: "mcp-sse",
      transport: "http",
      status: 200,
      msg: "request",
    },
  ]);
});

test("secrets are masked wherever they stand: fields, nested, bindings, errors", () => {
  const { lines, logger } = capture();
  logger.info({ headers: { authorization: "Bearer hunter2hunter2" }, url: "postgres://app:hunter2@db/x" }, "connect");
  const child = logger.child({ api_key: "hunter2", nested: { password: "hunter2" } });
  child.child({ token: "hunter2", service: "admin" }).info({}, "grandchild");
  const cause = Object.assign(new Error("refused postgres://app:hunter2@db"), { password: "hunter2" });
  logger.error({ err: new Error("with token=hunter2", { cause }) }, "failed");
  expect(lines).toHaveLength(3);
  expect(JSON.stringify(lines)).not.toContain("hunter2");
  expect(lines[1]).toMatchObject({ api_key: "••••", token: "••••", service: "admin" });
});

test("a fault comes with its stack and its causes, an error someone can act on without", () => {
  const { lines, logger } = capture();
  const cause = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", port: 5432 });
  logger.error(
    { err: new AppError("unavailable", "The database does not answer.", { cause, detail: { tries: 3 } }) },
    "a",
  );
  logger.error({ err: new TypeError("x is not a function") }, "b");
  expect(lines[0]?.["err"]).toEqual({
    type: "AppError",
    message: "The database does not answer.",
    code: "unavailable",
    detail: { tries: 3 },
    cause: {
      type: "Error",
      message: "connect ECONNREFUSED",
      code: "ECONNREFUSED",
      port: 5432,
      stack: expect.any(String) as string,
    },
  });
  expect(lines[1]?.["err"]).toMatchObject({
    type: "TypeError",
    stack: expect.stringContaining("create-logger.test.ts") as string,
  });
});

test("causes that go round in a circle, and errors of many errors, end", () => {
  const { lines, logger } = capture();
  const error = new Error("a");
  error.cause = new Error("b", { cause: error });
  logger.error({ err: error }, "circle");
  logger.error(
    {
      err: new AggregateError(
        Array.from({ length: 100 }, (_, i) => new Error(`e${i}`)),
        "many",
      ),
    },
    "many",
  );
  expect(lines[1]?.["err"]).toHaveProperty("errors.length", 10);
});

const fixture = fileURLToPath(new URL("../../test/log-a-lot.ts", import.meta.url));

test("lines written just before the end of the process arrive, the fatal one included", async () => {
  const child = spawn(process.execPath, [fixture, "5000", "100"], { stdio: ["ignore", "ignore", "pipe"] });
  let text = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  const [code] = (await once(child, "close")) as [number];
  const lines = text.trimEnd().split("\n");
  expect(code).toBe(3);
  expect(lines).toHaveLength(5_001);
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ level: "fatal", msg: "the end" });
});

test("a parent that never reads stderr neither stops the process nor keeps it from ending", async () => {
  const child = spawn(process.execPath, [fixture, "5000", "100"], { stdio: ["ignore", "ignore", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  expect(await once(child, "exit")).toEqual([3, null]);
});

test("lines that were too many to wait are counted, the others arrive in order", async () => {
  const child = spawn(process.execPath, [fixture, "8000", "2000", "stay"], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  expect(said.toString()).toBe("still alive\n");
  const indexes: number[] = [];
  let lost = 0;
  for await (const line of createInterface(child.stderr)) {
    const { index, lost: more } = JSON.parse(line) as { index?: number; lost?: number };
    if (index !== undefined) indexes.push(index);
    if (more !== undefined) {
      lost = more;
      break;
    }
  }
  expect(indexes).toEqual(Array.from({ length: 8_000 - lost }, (_, index) => index));
  expect(lost).toBeGreaterThan(0);
});
