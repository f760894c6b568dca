import { hostname } from "node:os";
import { createStackParser, createTransport, type ErrorEvent, type Exception } from "@sentry/core";
import { nodeStackLineParser, ServerRuntimeClient } from "@sentry/core/server";
import type { FaultReporter } from "./fault-reporter.ts";

export interface FaultOptions {
  /** SENTRY_DSN. */
  readonly dsn: string;
  readonly environment: string;
  readonly service: string;
  readonly version: string;
}

type Fields = Readonly<Record<string, unknown>>;

const SEND_MS = 3_000;
const CLOSE_MS = 1_500;
/** The same fault may come with every call. */
const REPORTS_PER_MINUTE = 60;
const CAUSES_MAX = 5;
/** Of the fields in a log line, those that a backend can group by. */
const tagNames = ["service", "tool", "code", "check"];
/** Who called, and from where, is nobody's business there. */
const personal = new Set(["principal", "principalId", "address", "email", "user", "err", "level", "pid"]);

/**
 * A client for Sentry with nothing but what is reported to it: no integrations, so nothing of Node is patched, no breadcrumbs, no
 * requests, no people. Imported only where SENTRY_DSN is set.
 */
export function openFaults({ dsn, environment, service, version }: FaultOptions): FaultReporter {
  const leaving = new AbortController();
  const parseStack = createStackParser(nodeStackLineParser());
  const client = new ServerRuntimeClient({
    dsn,
    release: `mcp-tools@${version}`,
    environment,
    serverName: hostname(),
    platform: "node",
    runtime: { name: "node", version: process.version },
    integrations: [],
    traceLifecycle: "static",
    stackParser: parseStack,
    transport: (options) =>
      createTransport(options, (request) => send(options.url, options.headers, request.body, leaving.signal)),
  });
  let windowStart = 0;
  let inWindow = 0;

  function isTooMany(): boolean {
    const now = Date.now();
    if (now - windowStart > 60_000) [windowStart, inWindow] = [now, 0];
    inWindow += 1;
    return inWindow > REPORTS_PER_MINUTE;
  }

  return {
    report(level, fields, message) {
      if (isTooMany()) return;
      const event: ErrorEvent = {
        type: undefined,
        level,
        message,
        logger: textOf(fields["service"], service),
        tags: tagsOf(fields),
        extra: Object.fromEntries(Object.entries(fields).filter(([name]) => !personal.has(name))),
        ...(fields["err"] === undefined ? {} : { exception: { values: exceptionsOf(fields["err"], parseStack) } }),
      };
      client.captureEvent(event);
    },
    flush: async (deadlineMs) => void (await client.flush(deadlineMs)),
    async close() {
      await client.close(CLOSE_MS);
      // A request that hangs would keep the process.
      leaving.abort();
    },
  };
}

async function send(
  url: string,
  headers: Record<string, string> | undefined,
  body: string | Uint8Array,
  leaving: AbortSignal,
): Promise<{ statusCode: number; headers: { "x-sentry-rate-limits": string | null; "retry-after": string | null } }> {
  const response = await fetch(url, {
    method: "POST",
    body: body as string,
    signal: AbortSignal.any([leaving, AbortSignal.timeout(SEND_MS)]),
    ...(headers === undefined ? {} : { headers }),
  });
  await response.arrayBuffer();
  return {
    statusCode: response.status,
    headers: {
      "x-sentry-rate-limits": response.headers.get("x-sentry-rate-limits"),
      "retry-after": response.headers.get("retry-after"),
    },
  };
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

function tagsOf(fields: Fields): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const name of tagNames) {
    const value = fields[name];
    if (typeof value === "string") tags[name] = value.slice(0, 200);
  }
  return tags;
}

/** An error as the log describes it, and what caused it: Sentry wants the innermost first. */
function exceptionsOf(described: unknown, parseStack: ReturnType<typeof createStackParser>): Exception[] {
  const exceptions: Exception[] = [];
  for (let error = described; typeof error === "object" && error !== null && exceptions.length < CAUSES_MAX;) {
    const { type, message, stack, cause } = error as Record<string, unknown>;
    const frames = typeof stack === "string" ? parseStack(stack) : [];
    exceptions.unshift({
      type: textOf(type, "Error"),
      value: textOf(message, ""),
      ...(frames.length > 0 ? { stacktrace: { frames } } : {}),
    });
    error = cause;
  }
  return exceptions.length > 0 ? exceptions : [{ type: "Error", value: String(described) }];
}
