import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { isLoopback } from "./loopback.ts";
import { settingsSchema, type Settings } from "./settings.ts";

/** The settings grouped by who reads them. Frozen. */
export interface Config {
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly publicUrl: string | undefined;
    readonly bodyBytesMax: number;
    readonly sessionIdleMs: number;
    readonly sessionsMax: number;
  };
  readonly admin: { readonly host: string; readonly port: number; readonly url: string | undefined };
  readonly access: { readonly allowedHosts: readonly string[]; readonly allowedOrigins: readonly string[]; readonly auth: "auto" | "keys" | "off" };
  readonly data: { readonly dir: string; readonly databaseUrl: string | undefined; readonly redisUrl: string | undefined };
  readonly tools: {
    readonly dir: string | undefined;
    readonly packs: readonly string[];
    readonly filesRoots: readonly string[];
    readonly fetchAllowPrivate: boolean;
    readonly timeoutMs: number;
    readonly resultBytesMax: number;
  };
  readonly audit: { readonly sync: boolean };
  readonly logLevel: Settings["LOG_LEVEL"];
  readonly drainMs: number;
  readonly metricsToken: string | undefined;
  readonly sentryDsn: string | undefined;
  readonly otlpEndpoint: string | undefined;
  readonly secretKey: string | undefined;
}

/** Says everything that is wrong with the environment at once; the process should end with 78 (EX_CONFIG). */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration has ${problems.length === 1 ? "a problem" : `${problems.length} problems`}:\n${problems.map((line) => `  - ${line}`).join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

export interface LoadOptions {
  /** Settings from the command line, by the same names; they win over the environment. */
  flags?: Readonly<Record<string, string | undefined>>;
  env?: Readonly<Record<string, string | undefined>>;
  /** Read where it exists, for what neither flags nor environment set. */
  envFile?: string;
}

/**
 * Reads flags, environment and `.env`, in this order of precedence.
 * @throws ConfigError listing every problem
 */
export function loadConfig({ flags = {}, env = process.env, envFile = ".env" }: LoadOptions = {}): Config {
  const fromFile = existsSync(envFile) ? parseEnv(readFileSync(envFile, "utf8")) : {};
  const raw: Record<string, string> = {};
  for (const source of [fromFile, env, flags]) {
    for (const name of Object.keys(settingsSchema.shape)) {
      const value = source[name];
      if (value !== undefined && value !== "") raw[name] = value;
    }
  }
  const parsed = settingsSchema.safeParse(raw);
  const problems = parsed.success
    ? contradictions(parsed.data)
    : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message} (got ${JSON.stringify(raw[String(issue.path[0])])})`);
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(group(parsed.data));
}

function contradictions(settings: Settings): string[] {
  const problems: string[] = [];
  const known = ["time", "fetch", "memory", "files", "conformance"];
  for (const pack of settings.TOOL_PACKS) {
    if (!known.includes(pack) && !/^[@a-z0-9._/-]+$/i.test(pack)) problems.push(`TOOL_PACKS: "${pack}" is neither a built-in pack nor a package name`);
  }
  if (settings.AUTH === "off" && !isLoopback(settings.HOST) && settings.PUBLIC_URL === undefined) {
    problems.push(`AUTH: "off" on ${settings.HOST} would serve your tools to anyone who can reach it; set PUBLIC_URL to the authenticating proxy in front, or use AUTH=keys`);
  }
  if (settings.PORT !== 0 && settings.PORT === settings.ADMIN_PORT && settings.HOST === settings.ADMIN_HOST) {
    problems.push(`ADMIN_PORT: ${settings.ADMIN_PORT} is already PORT; the console needs a port of its own`);
  }
  return problems;
}

function group(s: Settings): Config {
  const fromUrls = [s.PUBLIC_URL, s.ADMIN_URL].filter((url) => url !== undefined).map((url) => new URL(url));
  return {
    http: { host: s.HOST, port: s.PORT, publicUrl: s.PUBLIC_URL, bodyBytesMax: s.BODY_BYTES_MAX, sessionIdleMs: s.SESSION_IDLE_MS, sessionsMax: s.SESSIONS_MAX },
    admin: { host: s.ADMIN_HOST, port: s.ADMIN_PORT, url: s.ADMIN_URL },
    access: {
      allowedHosts: [...s.ALLOWED_HOSTS, ...fromUrls.map((url) => url.hostname)],
      allowedOrigins: [...s.ALLOWED_ORIGINS, ...fromUrls.map((url) => url.origin)],
      auth: s.AUTH,
    },
    data: { dir: s.DATA_DIR, databaseUrl: s.DATABASE_URL, redisUrl: s.REDIS_URL },
    tools: {
      dir: s.TOOLS_DIR,
      packs: s.TOOL_PACKS,
      filesRoots: s.FILES_ROOTS,
      fetchAllowPrivate: s.FETCH_ALLOW_PRIVATE,
      timeoutMs: s.TOOL_TIMEOUT_MS,
      resultBytesMax: s.RESULT_BYTES_MAX,
    },
    audit: { sync: s.AUDIT_SYNC },
    logLevel: s.LOG_LEVEL,
    drainMs: s.DRAIN_MS,
    metricsToken: s.METRICS_TOKEN,
    sentryDsn: s.SENTRY_DSN,
    otlpEndpoint: s.OTEL_EXPORTER_OTLP_ENDPOINT,
    secretKey: s.SECRET_KEY,
  };
}
