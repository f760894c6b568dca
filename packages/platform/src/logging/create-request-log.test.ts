import { silentLogger } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { createLogger, type LoggerOptions } from "./create-logger.ts";
import { createRequestLog, type LoggedRequest } from "./create-request-log.ts";

const plain: LoggedRequest = { method: "POST", path: "/mcp", status: 200, ms: 1.25, requestId: "r-1" };

function capture(level: LoggerOptions["level"] = "info", service?: string) {
  const lines: string[] = [];
  return { lines, logger: createLogger({ level, service, destination: { write: (line) => void lines.push(line) } }) };
}

const withoutTime = (line: string) => line.replace(/"time":"[^"]*"/, '"time":""');

test.for<[string, Partial<LoggedRequest>]>([
  ["a plain one", {}],
  ["all fields", { principal: "key:1", address: "::1", traceId: "0af7651916cd43dd8448eb211c80319c" }],
  ["no method", { method: undefined }],
  ["whole milliseconds", { ms: 3, status: 404 }],
  ["quotes and control characters", { path: '/mcp/"\\\n\u2028', principal: "user:\u0000ä" }],
  ["secrets", { path: "/mcp/mcpt_hunter2hunter2", requestId: "mcpa_hunter2", principal: "oauth:token=hunter2" }],
])("of %s the line is what pino writes", ([, fields]) => {
  const { lines, logger } = capture("info", "launcher");
  for (const one of [logger, logger.child({ transport: "http", token: "hunter2" }), logger.child({}).child({ n: 1 })]) {
    lines.length = 0;
    const request = { ...plain, ...fields };
    one.info(request, "request");
    const log = createRequestLog(one);
    // The second time, values are those of the request before.
    log(request);
    log(plain);
    log(request);

    const [expected = "", first, other, again] = lines.map(withoutTime);
    expect(first).toBe(expected);
    expect(other === expected).toBe(Object.keys(fields).length === 0);
    expect(again).toBe(expected);
    expect(expected).not.toContain("hunter2");
  }
});

test("the time is that of the line", () => {
  const { lines, logger } = capture();
  const before = Date.now();
  createRequestLog(logger)(plain);
  const at = Date.parse((JSON.parse(lines[0] ?? "") as { time: string }).time);
  expect(at).toBeGreaterThanOrEqual(before);
  expect(at).toBeLessThanOrEqual(Date.now());
});

test("a logger that says less says nothing of requests", () => {
  const { lines, logger } = capture("warn");
  createRequestLog(logger)(plain);
  createRequestLog(logger.child({ service: "mcp-sse" }))(plain);
  expect(lines).toEqual([]);
});

test("any other logger is told in the ordinary way", () => {
  const told: unknown[] = [];
  createRequestLog({ ...silentLogger, info: (...line) => void told.push(line) })(plain);
  expect(told).toEqual([[plain, "request"]]);
});
