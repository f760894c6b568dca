import * as z from "zod";
import {
  bindAddress,
  folder,
  folders,
  hostNames,
  httpUrl,
  list,
  longText,
  networks,
  onOff,
  oneOf,
  origins,
  port,
  TIMER_MS_MAX,
  urlOf,
  wholeNumber,
} from "./values.ts";

/**
 * Every setting, by its environment variable. The descriptions become docs/configuration.md and .env.example.
 * An empty value counts as not set. Defaults are written as a person would write them (`prefault`).
 */
export const settingsSchema = z.object({
  HOST: bindAddress
    .prefault("127.0.0.1")
    .describe("Address that MCP listens on. Anything but a loopback address requires keys (see `AUTH`)."),
  PORT: port.prefault("9090").describe("Port of MCP: `/mcp`, `/sse`, `/health`, `/ready`, `/metrics`."),
  ADMIN_HOST: bindAddress.prefault("127.0.0.1").describe("Address that the console listens on."),
  ADMIN_PORT: port.prefault("9091").describe("Port of the console."),
  DATA_DIR: folder
    .prefault("./data")
    .describe(
      "Folder for the embedded database and everything else that is kept. Shared by all processes that name it.",
    ),
  DATABASE_URL: urlOf("postgres", "postgresql")
    .optional()
    .describe("Your own PostgreSQL (15 or newer). Without it, one is started in `DATA_DIR/postgres`."),
  REDIS_URL: urlOf("redis", "rediss").optional().describe("Redis, needed from the second MCP replica on."),
  LOG_LEVEL: oneOf(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    .prefault("info")
    .describe("Least severe level that is logged."),
  AUTH: oneOf(["auto", "keys", "off"])
    .prefault("auto")
    .describe(
      "`auto`: a loopback address is open, any other requires keys. `keys`: always. `off`: never; only behind something that authenticates.",
    ),
  OAUTH_ISSUER: httpUrl
    .optional()
    .describe(
      "Issuer of OAuth access tokens (JWT) to accept beside keys, e.g. `https://id.example.com/realms/team`. Its metadata names the signing keys.",
    ),
  OAUTH_AUDIENCE: list
    .prefault("")
    .describe(
      "Audiences that a token must be for, separated by commas. Empty: the URLs of `/mcp` and `/sse` below `PUBLIC_URL`.",
    ),
  TRUSTED_PROXIES: networks
    .prefault("")
    .describe(
      "Addresses or networks of the proxies in front (`10.0.0.0/8`, `loopback`), separated by commas: only from them is `X-Forwarded-For` believed.",
    ),
  REQUESTS_PER_SECOND: wholeNumber(0, 1_000_000)
    .prefault("1000")
    .describe(
      "Requests that one network address may send to the MCP port each second; further ones get 429. Loopback addresses are not counted. 0: no limit.",
    ),
  PUBLIC_URL: httpUrl
    .optional()
    .describe("What clients see in front of MCP, e.g. `https://tools.example.com`. Its host is allowed."),
  ADMIN_URL: httpUrl.optional().describe("What people see in front of the console. Its host is allowed."),
  ALLOWED_HOSTS: hostNames
    .prefault("")
    .describe(
      "Further `Host` names to accept, separated by commas; `*.example.com` takes every name below, `*` any. Loopback names and the hosts of the URLs above always are.",
    ),
  ALLOWED_ORIGINS: origins.prefault("").describe("Further browser origins to accept, e.g. `https://chat.example.com`."),
  TOOLS_DIR: folder.optional().describe("Folder with your own tools (`.ts`, `.js`, `.mjs`), see docs/add-a-tool.md."),
  TOOLS_WATCH: onOff
    .prefault("off")
    .describe("Loads `TOOLS_DIR` again when a file in it changes, and tells the clients. `pnpm dev` turns it on."),
  TOOL_PACKS: list
    .prefault("time,fetch,memory,files")
    .describe(
      "Packs to load, built-in (`time`, `fetch`, `memory`, `files`, which needs `FILES_ROOTS`) or by the name of an npm package. `none`: no pack.",
    ),
  FILES_ROOTS: folders
    .prefault("")
    .describe("Folders that the files pack may touch, separated as in PATH. Empty: the pack is off."),
  FETCH_ALLOW_PRIVATE: onOff
    .prefault("off")
    .describe("Lets the fetch pack reach private, loopback and link-local addresses."),
  TOOL_TIMEOUT_MS: wholeNumber(100, 3_600_000)
    .prefault("60000")
    .describe("Time a tool call may take where the tool does not say, in milliseconds."),
  RESULT_BYTES_MAX: wholeNumber(1_024, 268_435_456)
    .prefault("1048576")
    .describe("Largest tool result in bytes; a longer one is cut and says so."),
  BODY_BYTES_MAX: wholeNumber(1_024, 268_435_456)
    .prefault("4194304")
    .describe("Largest request body in bytes; a larger one is refused with 413."),
  SESSION_IDLE_MS: wholeNumber(1_000, TIMER_MS_MAX)
    .prefault("1800000")
    .describe("An MCP session unused for this long ends, in milliseconds."),
  SESSIONS_MAX: wholeNumber(1, 1_000_000)
    .prefault("20000")
    .describe("Open sessions and streams in one process; further ones are refused with 503."),
  DRAIN_MS: wholeNumber(0, 3_600_000)
    .prefault("10000")
    .describe("Time that calls in flight get to finish at shutdown, in milliseconds."),
  SENTRY_DSN: httpUrl
    .optional()
    .describe("Sentry project that is told of faults: what nobody expected, never what a tool answers."),
  SENTRY_ENVIRONMENT: longText(1).prefault("production").describe("What Sentry calls this deployment."),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl
    .optional()
    .describe(
      "OpenTelemetry collector that gets traces, OTLP over HTTP, e.g. `http://collector:4318`; `/v1/traces` is added.",
    ),
  OIDC_ISSUER: httpUrl
    .optional()
    .describe("OpenID Connect provider that people may sign in to the console with, beside a password."),
  OIDC_CLIENT_ID: longText(1).optional().describe("Client id of the console at `OIDC_ISSUER`."),
  OIDC_CLIENT_SECRET: longText(1).optional().describe("Client secret of the console at `OIDC_ISSUER`."),
  METRICS_TOKEN: longText(16).optional().describe("When set, `/metrics` requires `Authorization: Bearer` with it."),
  AUDIT_SYNC: onOff
    .prefault("off")
    .describe("`on`: a call's record outlives the database's machine, not only our processes (slower)."),
  AUDIT_RETENTION_DAYS: wholeNumber(1, 36_500)
    .prefault("90")
    .describe("Days that the audit is kept, at least; it goes a week at a time."),
  SECRET_KEY: longText(32)
    .optional()
    .describe(
      "Key for what is signed and encrypted, 32 characters or more, the same on every replica. Made and kept in `DATA_DIR` when absent with the embedded database.",
    ),
  SECRET_KEYS_OLD: list
    .prefault("")
    .describe(
      "Earlier values of `SECRET_KEY`, separated by commas: what was encrypted with them can still be read. `mcp-tools credentials rotate` makes them unnecessary for credentials, a code at sign-in for a second factor.",
    ),
  BACKUP_PASSPHRASE: longText(12)
    .optional()
    .describe(
      "Passphrase of `mcp-tools backup` and `restore`, 12 characters or more, where nobody is there to type it. See docs/backup.md.",
    ),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingName = keyof Settings;

/** Settings whose value must not appear in messages, logs or the console. */
export const secretSettings: readonly SettingName[] = [
  "DATABASE_URL",
  "REDIS_URL",
  "SENTRY_DSN",
  "METRICS_TOKEN",
  "SECRET_KEY",
  "SECRET_KEYS_OLD",
  "OIDC_CLIENT_SECRET",
  "BACKUP_PASSPHRASE",
];
