import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ConfigError } from "./config-error.ts";
import { loadConfig } from "./load-config.ts";
import { settingNames } from "./read-settings.ts";

const dir = mkdtempSync(join(tmpdir(), "mcp-tools-config-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const noFile = join(dir, "missing.env");
const load = (env: Record<string, string | undefined>, flags: Record<string, string | undefined> = {}) =>
  loadConfig({ env, flags, envFile: noFile });

function problemsOf(env: Record<string, string | undefined>, envFile = noFile): readonly string[] {
  try {
    loadConfig({ env, envFile });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test("an empty environment gives the documented defaults", () => {
  expect(load({})).toEqual({
    http: {
      host: "127.0.0.1",
      port: 9090,
      publicUrl: undefined,
      bodyBytesMax: 4_194_304,
      sessionIdleMs: 1_800_000,
      sessionsMax: 20_000,
    },
    admin: { host: "127.0.0.1", port: 9091, url: undefined },
    access: {
      allowedHosts: [],
      allowedOrigins: [],
      auth: "auto",
      trustedProxies: [],
      requestsPerSecond: 1_000,
    },
    oauth: undefined,
    oidc: undefined,
    data: { dir: resolve("data"), databaseUrl: undefined, redisUrl: undefined },
    tools: {
      dir: undefined,
      watch: false,
      packs: ["time", "fetch", "memory", "files"],
      filesRoots: [],
      fetchAllowPrivate: false,
      timeoutMs: 60_000,
      resultBytesMax: 1_048_576,
    },
    audit: { sync: false, retentionDays: 90 },
    logLevel: "info",
    drainMs: 10_000,
    metricsToken: undefined,
    sentryDsn: undefined,
    sentryEnvironment: "production",
    settings: expect.any(Array) as unknown,
    otlpEndpoint: undefined,
    secretKey: undefined,
    secretKeysOld: [],
    backupPassphrase: undefined,
    file: { path: noFile, idleLines: [] },
  });
});

test("flags win over the environment, which wins over the file; an empty value is as good as none", () => {
  const envFile = join(dir, "precedence.env");
  writeFileSync(envFile, 'PORT=1\nADMIN_PORT=2\nHOST="localhost" # where\nLOG_LEVEL=warn\n');
  const config = loadConfig({
    envFile,
    env: { PORT: "3", ADMIN_PORT: "4", LOG_LEVEL: "" },
    flags: { PORT: "5", ADMIN_PORT: undefined, HOST: " " },
  });
  expect(config.http.port).toBe(5);
  expect(config.admin.port).toBe(4);
  expect(config.http.host).toBe("localhost");
  expect(config.logLevel).toBe("warn");
});

test("an .env file may quote, comment and export", () => {
  const envFile = join(dir, "quoted.env");
  writeFileSync(
    envFile,
    "# comment\r\nexport PORT=8080\r\nSECRET_KEY='a # b = c, long enough for a key'\r\nUNKNOWN=1\r\nDATABASE_URL=postgres://u:p%23@db/x?sslmode=require\r\n",
  );
  const config = loadConfig({ envFile, env: {} });
  expect(config.http.port).toBe(8080);
  expect(config.secretKey).toBe("a # b = c, long enough for a key");
  expect(config.data.databaseUrl).toBe("postgres://u:p%23@db/x?sslmode=require");
});

test("an .env that cannot be read is a problem, a missing one is not", () => {
  expect(problemsOf({}, noFile)).toEqual([]);
  expect(problemsOf({ PORT: "x" }, dir)).toEqual([
    expect.stringContaining(`${dir}: cannot be read`),
    expect.stringContaining("PORT"),
  ]);
});

test("every problem is listed at once, wrong values and contradictions alike", () => {
  const problems = problemsOf({
    PORT: "x",
    ADMIN_PORT: "70000",
    LOG_LEVEL: "loud",
    DATABASE_URL: "mysql://db/x",
    AUTH: "off",
    HOST: "0.0.0.0",
    TOOL_PACKS: "time,no way",
  });
  expect(problems.map((line) => line.split(":")[0])).toEqual([
    "PORT",
    "ADMIN_PORT",
    "DATABASE_URL",
    "LOG_LEVEL",
    "TOOL_PACKS",
    "AUTH",
  ]);
  const message = new ConfigError(problems).message;
  for (const problem of problems) expect(message).toContain(problem);
  expect(message).toContain("6 problems");
});

test.for([
  ["PORT", "-1"],
  ["PORT", "65536"],
  ["PORT", "0x50"],
  ["PORT", "90.5"],
  ["PORT", "nine"],
  ["HOST", "http://127.0.0.1"],
  ["HOST", "two words"],
  ["DATABASE_URL", "db.example.com"],
  ["REDIS_URL", "http://redis"],
  ["LOG_LEVEL", "loud"],
  ["AUTH", "on"],
  ["PUBLIC_URL", "tools.example.com"],
  ["PUBLIC_URL", "ftp://tools.example.com"],
  ["ALLOWED_HOSTS", "https://tools.example.com"],
  ["ALLOWED_HOSTS", "a.example.com/path"],
  ["ALLOWED_ORIGINS", "chat.example.com"],
  ["ALLOWED_ORIGINS", "https://chat.example.com/path"],
  ["ALLOWED_ORIGINS", "https://*.example.com"],
  ["FETCH_ALLOW_PRIVATE", "maybe"],
  ["TOOL_TIMEOUT_MS", "10"],
  ["SESSION_IDLE_MS", "99999999999"],
  ["DRAIN_MS", "10s"],
  ["SESSIONS_MAX", "0"],
  ["METRICS_TOKEN", "short"],
  ["SECRET_KEY", "short"],
  ["TOOL_PACKS", "../packs/mine"],
  ["TOOL_PACKS", "none,time"],
] as const)("%s=%s is refused in one line that names it", ([name, value]) => {
  const problems = problemsOf({ [name]: value });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(new RegExp(`^${name}: .*\\S`));
});

test.for([
  ["DATABASE_URL", "mysql://app:hunter2@db/x"],
  ["REDIS_URL", "hunter2"],
  ["METRICS_TOKEN", "hunter2"],
  ["SECRET_KEY", "hunter2"],
  ["SENTRY_DSN", "sentry://hunter2@sentry.example.com/1"],
  ["PUBLIC_URL", "ftp://app:hunter2@tools.example.com"],
] as const)("a problem with %s does not print its secret", ([name, value]) => {
  expect(problemsOf({ [name]: value }).join()).not.toContain("hunter2");
});

test("a long wrong value is cut", () => {
  expect(problemsOf({ PORT: "9".repeat(10_000) }).join().length).toBeLessThan(300);
});

test.for([
  ["on", true],
  ["TRUE", true],
  ["1", true],
  ["off", false],
  ["False", false],
  ["0", false],
] as const)("a switch may be written %s", ([word, value]) => {
  expect(load({ FETCH_ALLOW_PRIVATE: word, AUDIT_SYNC: word })).toMatchObject({
    tools: { fetchAllowPrivate: value },
    audit: { sync: value },
  });
});

test("lists skip blanks and empty items; `none` is the way to have no pack", () => {
  expect(load({ TOOL_PACKS: " time,, @team/tools , " }).tools.packs).toEqual(["time", "@team/tools"]);
  expect(load({ TOOL_PACKS: "" }).tools.packs).toHaveLength(4);
  expect(load({ TOOL_PACKS: "none" }).tools.packs).toEqual([]);
  expect(load({ TOOL_PACKS: "conformance" }).tools.packs).toEqual(["conformance"]);
});

test("folders are absolute; FILES_ROOTS is separated as in PATH", () => {
  const config = load({ DATA_DIR: "some/data", TOOLS_DIR: "/tools", FILES_ROOTS: ["/a", "", "b"].join(delimiter) });
  expect(config.data.dir).toBe(resolve("some/data"));
  expect(config.tools.dir).toBe(resolve("/tools"));
  expect(config.tools.filesRoots).toEqual([resolve("/a"), resolve("b")]);
});

test("the public URLs' hosts and origins are allowed, whatever else is", () => {
  const { access, http } = load({
    PUBLIC_URL: "https://Tools.example.com/mcp/",
    ADMIN_URL: "http://[::1]:9999",
    ALLOWED_HOSTS: "*.example.com, other:8443",
    ALLOWED_ORIGINS: "https://Chat.example.com/",
  });
  expect(http.publicUrl).toBe("https://Tools.example.com/mcp");
  expect(access.allowedHosts).toEqual(["*.example.com", "other:8443", "tools.example.com", "[::1]"]);
  expect(access.allowedOrigins).toEqual(["https://chat.example.com", "https://tools.example.com", "http://[::1]:9999"]);
  expect(load({ ALLOWED_HOSTS: "*", ALLOWED_ORIGINS: "*" }).access).toMatchObject({
    allowedHosts: ["*"],
    allowedOrigins: ["*"],
  });
});

test.for(["::1", "[::1]", "0.0.0.0", "::", "localhost", "tools.internal", "fe80::1%eth0"])("HOST may be %s", (host) => {
  expect(load({ HOST: host }).http.host).toBe(host.replace(/[[\]]/g, ""));
});

test.for([
  [{ AUTH: "off" }, 0],
  [{ AUTH: "off", HOST: "::1" }, 0],
  [{ AUTH: "off", HOST: "0.0.0.0" }, 1],
  [{ AUTH: "off", HOST: "0.0.0.0", PUBLIC_URL: "https://tools.example.com" }, 0],
  [{ AUTH: "keys", HOST: "0.0.0.0" }, 0],
] as const)("%o has %i contradictions", ([env, count]) => {
  expect(problemsOf(env)).toHaveLength(count);
});

test("one service may take the port that another would have by default", () => {
  expect(load({ PORT: "9091" }).http.port).toBe(9091);
});

test("a Unix socket and several options in DATABASE_URL are fine", () => {
  const url = "postgresql:///mcp?host=/var/run/postgresql&user=app";
  expect(load({ DATABASE_URL: url }).data.databaseUrl).toBe(url);
});

test("the configuration is frozen all the way down", () => {
  const config = load({ ALLOWED_HOSTS: "a.example.com" });
  expect(() => Object.assign(config.http, { port: 1 })).toThrow(TypeError);
  expect(() => (config.access.allowedHosts as string[]).push("evil.example.com")).toThrow(TypeError);
});

test("only documented names are read", () => {
  expect(load({ port: "1", Port: "2" }).http.port).toBe(9090);
  expect(settingNames()).toContain("PORT");
});

test("a byte-order mark before the first setting is no part of its name", () => {
  const envFile = join(dir, "marked.env");
  writeFileSync(envFile, "\uFEFFPORT=19442\nADMIN_PORT=19443\n");

  const { http, admin, file } = loadConfig({ env: {}, envFile });

  expect([http.port, admin.port]).toEqual([19_442, 19_443]);
  expect(file).toEqual({ path: envFile, idleLines: [] });
});

test("what a file says in vain is kept, of the environment nothing is", () => {
  const envFile = join(dir, "idle.env");
  writeFileSync(envFile, "PORT=1\nADMIN PORT=19441\n");

  expect(loadConfig({ env: { UNKNOWN: "1" }, envFile }).file.idleLines).toEqual([
    { line: 2, name: "ADMIN PORT", meant: "ADMIN_PORT" },
  ]);
});

test("folders named in a file are meant from where the file lies", () => {
  const envFile = join(dir, "settings.env");
  writeFileSync(envFile, `DATA_DIR=./kept\nTOOLS_DIR=my-tools\nFILES_ROOTS=a${delimiter}/b\n`);

  const { data, tools } = loadConfig({ env: {}, envFile });

  expect({ data: data.dir, tools: tools.dir, roots: tools.filesRoots }).toEqual({
    data: join(dir, "kept"),
    tools: join(dir, "my-tools"),
    roots: [join(dir, "a"), resolve("/b")],
  });
});

test("a console beyond this machine has to know its address", () => {
  expect(() => load({ ADMIN_HOST: "0.0.0.0" })).toThrow(/ADMIN_HOST: on 0\.0\.0\.0 the console needs ADMIN_URL/);
  expect(load({ ADMIN_HOST: "0.0.0.0", ADMIN_URL: "https://console.example.com" }).admin.host).toBe("0.0.0.0");
});

test("an identity provider has to know where to send people back to", () => {
  const provider = { OIDC_ISSUER: "https://id.example.com", OIDC_CLIENT_ID: "console" };
  expect(problemsOf(provider)).toEqual([expect.stringContaining("ADMIN_URL: is needed with OIDC_ISSUER")]);
  expect(load({ ...provider, ADMIN_URL: "https://console.example.com" }).oidc).toMatchObject({ clientId: "console" });
});
