import { resolve } from "node:path";
import { delimiter } from "node:path";
import { z } from "zod";

const port = z.coerce.number().int().min(0).max(65_535);
const list = z.string().transform((text) => text.split(",").map((item) => item.trim()).filter(Boolean));
const folder = z.string().min(1).transform((path) => resolve(path));
const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));
const onOff = z.enum(["on", "off", "true", "false", "1", "0"]).transform((word) => ["on", "true", "1"].includes(word));

/**
 * Every setting, by its environment variable. The descriptions become docs/configuration.md and .env.example.
 * An empty value counts as not set.
 */
export const settingsSchema = z.object({
  HOST: z.string().default("127.0.0.1").describe("Address that MCP listens on. Anything but a loopback address requires keys (see `AUTH`)."),
  PORT: port.default(9090).describe("Port of MCP: `/mcp`, `/sse`, `/health`, `/ready`, `/metrics`."),
  ADMIN_HOST: z.string().default("127.0.0.1").describe("Address that the console listens on."),
  ADMIN_PORT: port.default(9091).describe("Port of the console."),
  DATA_DIR: folder.default(resolve("data")).describe("Folder for the embedded database and everything else that is kept. Shared by all processes that name it."),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional().describe("Your own PostgreSQL (15 or newer). Without it, one is started in `DATA_DIR/postgres`."),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional().describe("Redis, needed from the second MCP replica on."),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info").describe("Least severe level that is logged."),
  AUTH: z.enum(["auto", "keys", "off"]).default("auto").describe("`auto`: a loopback address is open, any other requires keys. `keys`: always. `off`: never; only behind something that authenticates."),
  PUBLIC_URL: httpUrl.optional().describe("What clients see in front of MCP, e.g. `https://tools.example.com`. Its host is allowed."),
  ADMIN_URL: httpUrl.optional().describe("What people see in front of the console. Its host is allowed."),
  ALLOWED_HOSTS: list.default([]).describe("Further `Host` names to accept, separated by commas. Loopback names and the hosts of the URLs above always are."),
  ALLOWED_ORIGINS: list.default([]).describe("Further browser origins to accept, e.g. `https://chat.example.com`."),
  TOOLS_DIR: folder.optional().describe("Folder with your own tools (`.ts`, `.js`, `.mjs`), see docs/add-a-tool.md."),
  TOOL_PACKS: list.default(["time", "fetch", "memory", "files"]).describe("Built-in packs to load: `time`, `fetch`, `memory`, `files` (needs `FILES_ROOTS`)."),
  FILES_ROOTS: z.string().transform((text) => text.split(delimiter).filter(Boolean).map((path) => resolve(path))).default([]).describe("Folders that the files pack may touch, separated as in PATH. Empty: the pack is off."),
  FETCH_ALLOW_PRIVATE: onOff.default(false).describe("Lets the fetch pack reach private, loopback and link-local addresses."),
  TOOL_TIMEOUT_MS: z.coerce.number().int().min(100).max(3_600_000).default(60_000).describe("Time a tool call may take where the tool does not say, in milliseconds."),
  RESULT_BYTES_MAX: z.coerce.number().int().min(1024).default(1_048_576).describe("Largest tool result in bytes; a longer one is cut and says so."),
  BODY_BYTES_MAX: z.coerce.number().int().min(1024).default(4_194_304).describe("Largest request body in bytes; a larger one is refused with 413."),
  SESSION_IDLE_MS: z.coerce.number().int().min(1000).default(1_800_000).describe("An MCP session unused for this long ends, in milliseconds."),
  SESSIONS_MAX: z.coerce.number().int().min(1).default(20_000).describe("Open sessions and streams in one process; further ones are refused with 503."),
  DRAIN_MS: z.coerce.number().int().min(0).default(10_000).describe("Time that calls in flight get to finish at shutdown, in milliseconds."),
  SENTRY_DSN: z.url().optional().describe("Sentry project for faults."),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional().describe("OpenTelemetry collector for traces."),
  METRICS_TOKEN: z.string().min(16).optional().describe("When set, `/metrics` requires `Authorization: Bearer` with it."),
  AUDIT_SYNC: onOff.default(false).describe("`on`: a call's record outlives the database's machine, not only our processes (slower)."),
  SECRET_KEY: z.string().min(32).optional().describe("Key for what is signed and encrypted, 32 characters or more, the same on every replica. Made and kept in `DATA_DIR` when absent with the embedded database."),
});

export type Settings = z.output<typeof settingsSchema>;
