import { readFileSync } from "node:fs";
import { delimiter, dirname, resolve } from "node:path";
import { parseEnv } from "node:util";
import { ConfigError } from "./config-error.ts";
import { contradictions } from "./contradictions.ts";
import { findIdleLines, type IdleLine } from "./find-idle-lines.ts";
import { readSettings, settingNames } from "./read-settings.ts";
import type { Settings } from "./settings.ts";
import { traceSettings, type SettingSource, type TracedSetting } from "./trace-settings.ts";

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
  readonly access: {
    readonly allowedHosts: readonly string[];
    readonly allowedOrigins: readonly string[];
    readonly auth: "auto" | "keys" | "off";
    readonly trustedProxies: readonly string[];
    /** 0: no limit. */
    readonly requestsPerSecond: number;
  };
  /** Access tokens of this issuer are accepted beside keys. */
  readonly oauth: { readonly issuer: string; readonly audience: readonly string[] } | undefined;
  /** People may sign in to the console with it. */
  readonly oidc:
    | { readonly issuer: string; readonly clientId: string; readonly clientSecret: string | undefined }
    | undefined;
  readonly data: {
    readonly dir: string;
    readonly databaseUrl: string | undefined;
    readonly redisUrl: string | undefined;
  };
  readonly tools: {
    readonly dir: string | undefined;
    readonly watch: boolean;
    readonly packs: readonly string[];
    readonly filesRoots: readonly string[];
    readonly fetchAllowPrivate: boolean;
    readonly timeoutMs: number;
    readonly resultBytesMax: number;
  };
  readonly audit: { readonly sync: boolean; readonly retentionDays: number };
  readonly logLevel: Settings["LOG_LEVEL"];
  readonly drainMs: number;
  readonly metricsToken: string | undefined;
  readonly sentryDsn: string | undefined;
  readonly sentryEnvironment: string;
  readonly otlpEndpoint: string | undefined;
  readonly secretKey: string | undefined;
  readonly secretKeysOld: readonly string[];
  readonly backupPassphrase: string | undefined;
  /** Each setting as it is in force, and where from, for people: without secrets. */
  readonly settings: readonly TracedSetting[];
  /** The file that was looked for, and what stands there in vain. */
  readonly file: { readonly path: string; readonly idleLines: readonly IdleLine[] };
}

export interface LoadOptions {
  /** Settings from the command line, by the same names; they win over the environment. */
  flags?: Readonly<Record<string, string | undefined>>;
  env?: Readonly<Record<string, string | undefined>>;
  /** Read where it exists, for what neither flags nor environment set. */
  envFile?: string;
}

/**
 * Reads flags, environment and `.env`, in this order of precedence. An empty value counts as not set.
 * @throws ConfigError listing every problem
 */
export function loadConfig({ flags = {}, env = process.env, envFile = ".env" }: LoadOptions = {}): Config {
  const file = readEnvFile(envFile);
  const raw: Record<string, string> = {};
  const sources: Record<string, SettingSource> = {};
  const given = { file: file.values, environment: env, flag: flags };
  for (const source of ["file", "environment", "flag"] as const) {
    for (const name of settingNames()) {
      const value = given[source][name]?.trim();
      if (value === undefined || value === "") continue;
      raw[name] = value;
      sources[name] = source;
    }
  }
  const { settings, problems } = readSettings(raw);
  const all = [...file.problems, ...problems, ...contradictions(settings)];
  if (all.length > 0) throw new ConfigError(all);
  // No problem means that every setting was read.
  return freeze({
    ...group(settings as Settings),
    settings: traceSettings(raw, sources),
    file: { path: envFile, idleLines: file.idleLines },
  });
}

interface EnvFile {
  readonly values: NodeJS.Dict<string>;
  readonly idleLines: readonly IdleLine[];
  readonly problems: readonly string[];
}

function readEnvFile(path: string): EnvFile {
  try {
    // Editors on Windows begin a file with a byte-order mark, which would be part of the first name.
    const text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
    return {
      values: withFoldersOf(path, parseEnv(text)),
      idleLines: findIdleLines(text, settingNames()),
      problems: [],
    };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    const problems = code === "ENOENT" ? [] : [`${path}: cannot be read (${code})`];
    return { values: {}, idleLines: [], problems };
  }
}

/** A folder named in a file is meant from where the file lies: a client starts us in a folder of its own. */
function withFoldersOf(file: string, values: NodeJS.Dict<string>): NodeJS.Dict<string> {
  const base = dirname(resolve(file));
  const located = { ...values };
  for (const name of ["DATA_DIR", "TOOLS_DIR", "FILES_ROOTS"] as const) {
    const value = values[name]?.trim();
    if (value === undefined || value === "") continue;
    const folders = name === "FILES_ROOTS" ? value.split(delimiter) : [value];
    located[name] = folders.map((folder) => (folder.trim() === "" ? "" : resolve(base, folder.trim()))).join(delimiter);
  }
  return located;
}

function freeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) if (typeof part === "object" && part !== null) freeze(part as object);
  return Object.freeze(value);
}

function group(s: Settings): Omit<Config, "settings" | "file"> {
  const fromUrls = [s.PUBLIC_URL, s.ADMIN_URL].filter((url) => url !== undefined).map((url) => new URL(url));
  return {
    http: {
      host: s.HOST,
      port: s.PORT,
      publicUrl: s.PUBLIC_URL,
      bodyBytesMax: s.BODY_BYTES_MAX,
      sessionIdleMs: s.SESSION_IDLE_MS,
      sessionsMax: s.SESSIONS_MAX,
    },
    admin: { host: s.ADMIN_HOST, port: s.ADMIN_PORT, url: s.ADMIN_URL },
    access: {
      allowedHosts: [...s.ALLOWED_HOSTS, ...fromUrls.map((url) => url.hostname)],
      allowedOrigins: [...s.ALLOWED_ORIGINS, ...fromUrls.map((url) => url.origin)],
      auth: s.AUTH,
      trustedProxies: s.TRUSTED_PROXIES,
      requestsPerSecond: s.REQUESTS_PER_SECOND,
    },
    oauth: s.OAUTH_ISSUER === undefined ? undefined : { issuer: s.OAUTH_ISSUER, audience: audiencesOf(s) },
    oidc:
      s.OIDC_ISSUER === undefined || s.OIDC_CLIENT_ID === undefined
        ? undefined
        : { issuer: s.OIDC_ISSUER, clientId: s.OIDC_CLIENT_ID, clientSecret: s.OIDC_CLIENT_SECRET },
    data: { dir: s.DATA_DIR, databaseUrl: s.DATABASE_URL, redisUrl: s.REDIS_URL },
    tools: {
      dir: s.TOOLS_DIR,
      watch: s.TOOLS_WATCH,
      packs: s.TOOL_PACKS.filter((pack) => pack !== "none"),
      filesRoots: s.FILES_ROOTS,
      fetchAllowPrivate: s.FETCH_ALLOW_PRIVATE,
      timeoutMs: s.TOOL_TIMEOUT_MS,
      resultBytesMax: s.RESULT_BYTES_MAX,
    },
    audit: { sync: s.AUDIT_SYNC, retentionDays: s.AUDIT_RETENTION_DAYS },
    logLevel: s.LOG_LEVEL,
    drainMs: s.DRAIN_MS,
    metricsToken: s.METRICS_TOKEN,
    sentryDsn: s.SENTRY_DSN,
    sentryEnvironment: s.SENTRY_ENVIRONMENT,
    otlpEndpoint: s.OTEL_EXPORTER_OTLP_ENDPOINT,
    secretKey: s.SECRET_KEY,
    secretKeysOld: s.SECRET_KEYS_OLD,
    backupPassphrase: s.BACKUP_PASSPHRASE,
  };
}

/** A token is for one of our resources (RFC 8707): their canonical URIs, without a slash at the end. */
function audiencesOf({ OAUTH_AUDIENCE: audiences, PUBLIC_URL: url }: Settings): readonly string[] {
  if (audiences.length > 0 || url === undefined) return audiences;
  return [url, `${url}/mcp`, `${url}/sse`];
}
