import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, type AppName, spawnApp, type SpawnOptions, tail } from "./app.ts";
import { send } from "./http.ts";
import { until } from "./until.ts";

export interface StartOptions extends Partial<Omit<SpawnOptions, "cwd">> {
  /** Waited for; what the app serves unless told. */
  readonly services?: readonly ("mcp-sse" | "admin")[];
  readonly timeoutMs?: number;
}

/** A place for one test file's processes and folders, of which nothing is left afterwards. */
export interface Lab {
  readonly folder: string;
  /** A path in the lab's folder that nothing is at yet. */
  path(name: string): string;
  /** Starts an app and waits for nothing. Without `dataDir` it gets a new one. */
  spawn(name: AppName, options?: StartOptions): App;
  /** Starts an app and waits until it is ready. @throws Error with the end of its log */
  start(name: AppName, options?: StartOptions): Promise<App>;
  /** Called by `close`, the last one first. */
  onClose(close: () => unknown): void;
  /** A process that is not an app of ours; it must be gone when the lab closes. */
  track(pid: number, what: string): void;
  /**
   * Stops everything and removes the folder.
   * @throws Error when something did not stop by itself, or left a database server behind
   */
  close(): Promise<void>;
}

const servicesOf: Readonly<Record<AppName, readonly ("mcp-sse" | "admin")[]>> = {
  "mcp-sse": ["mcp-sse"],
  "mcp-stdio": [],
  admin: ["admin"],
  launcher: ["mcp-sse", "admin"],
};

export function openLab(): Lab {
  const folder = mkdtempSync(join(tmpdir(), "mcp-e2e-"));
  // Under root the database server runs as another user, who has to get in.
  chmodSync(folder, 0o755);
  const apps: App[] = [];
  const others = new Map<number, string>();
  const closers: (() => unknown)[] = [];
  let count = 0;

  const killAll = () => {
    for (const app of apps) if (!app.hasEnded()) app.kill("SIGKILL");
    for (const pid of others.keys()) signal(pid, "SIGKILL");
    for (const { pid } of findServers(folder)) signal(pid, "SIGQUIT");
    // What was just killed may still write for a moment.
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  process.once("exit", killAll);
  // A test run that is stopped ends without that event.
  const endings = ["SIGTERM", "SIGINT"] as const;
  const onEnding = () => process.exit(1);
  for (const ending of endings) process.once(ending, onEnding);

  const lab: Lab = {
    folder,
    path: (name) => join(folder, `${name}-${(count += 1)}`),
    spawn(name, { dataDir = lab.path("data"), env, args } = {}) {
      const app = spawnApp(name, { dataDir, env, args, cwd: folder });
      apps.push(app);
      return app;
    },
    async start(name, { services = servicesOf[name], timeoutMs = 30_000, ...options } = {}) {
      const app = lab.spawn(name, options);
      try {
        for (const service of services)
          await until(`${name} serves ${service}`, () => isReady(app, service), { timeoutMs });
      } catch (error) {
        throw new Error(`${name} did not become ready:\n${tail(app.stderr())}`, { cause: error });
      }
      return app;
    },
    onClose: (close) => void closers.push(close),
    track: (pid, what) => void others.set(pid, what),
    async close() {
      const problems: string[] = [];
      const attempt = async (work: () => unknown) => {
        try {
          await work();
        } catch (error) {
          problems.push(error instanceof Error ? error.message : String(error));
        }
      };
      for (const close of closers.toReversed()) await attempt(close);
      await Promise.all(apps.map((app) => attempt(() => (app.hasEnded() ? undefined : app.stop()))));
      await Promise.all(
        [...others].map(([pid, what]) => attempt(() => until(`${what} (pid ${pid}) ends`, () => !isAlive(pid)))),
      );
      for (const { pid, at } of findServers(folder))
        problems.push(`A database server was left behind: pid ${pid} in ${at}`);
      killAll();
      process.off("exit", killAll);
      for (const ending of endings) process.off(ending, onEnding);
      if (problems.length > 0) throw new Error(`The lab did not close cleanly:\n${problems.join("\n")}`);
    },
  };
  return lab;
}

/** The embedded servers that run in the data folders below. */
export function findServers(folder: string): { pid: number; at: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const at = join(folder, name);
    const pid = serverOf(at);
    return pid === undefined ? [] : [{ pid, at }];
  });
}

/** The process id of the embedded server of a data folder, if it runs. */
export function serverOf(dataDir: string): number | undefined {
  const file = join(dataDir, "postgres", "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  return pid > 0 && isAlive(pid) ? pid : undefined;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}

async function isReady(app: App, service: "mcp-sse" | "admin"): Promise<boolean> {
  if (app.hasEnded()) return true;
  return (await send(`${app.url(service)}/ready`)).status === 200;
}
