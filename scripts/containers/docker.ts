import { execFile, type ExecFileException } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, whatever its exit code. */
export function attempt(file: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Ran> {
  return new Promise((resolve) =>
    execFile(file, [...args], { env, maxBuffer: 64 * 1024 * 1024 }, (error: ExecFileException | null, stdout, stderr) =>
      resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : 1, stdout, stderr }),
    ),
  );
}

/** @throws Error with the end of what it wrote, where it fails */
export async function docker(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await attempt("docker", args);
  if (code !== 0)
    throw new Error(`docker ${args.slice(0, 4).join(" ")} …: exit ${code}\n${(stderr || stdout).slice(-3_000)}`);
  return stdout.trim();
}

/** Asks until it holds. @throws Error naming what was waited for */
export async function until(what: string, ask: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await ask().catch(() => false))) {
    if (performance.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${what}`);
    await sleep(100);
  }
}

export function expect(what: string, holds: boolean, seen?: unknown): void {
  if (!holds) throw new Error(`${what}${seen === undefined ? "" : `; seen: ${JSON.stringify(seen)}`}`);
}

export interface Container {
  readonly id: string;
  /** Where one of its ports is on this machine. */
  url(port: number): Promise<string>;
  exec(...command: string[]): Promise<string>;
  logs(): Promise<string>;
  healthy(): Promise<void>;
  /** `docker stop`. @returns its exit code, and how long it took */
  stop(): Promise<{ code: number; ms: number }>;
  remove(): Promise<void>;
}

/** As tight as the shipped compose file: nothing to write to but /data and /tmp, no rights, half a gigabyte. */
const tight =
  "--read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --memory 512m -p 127.0.0.1::9090 -p 127.0.0.1::9091".split(
    " ",
  );

export async function startContainer(
  image: string,
  options: readonly string[],
  command: readonly string[] = [],
): Promise<Container> {
  const id = await docker("run", "-d", ...tight, ...options, image, ...command);
  const state = async (field: string) => docker("inspect", "-f", `{{.State.${field}}}`, id);
  return {
    id,
    url: async (port) => `http://${(await docker("port", id, String(port))).split("\n")[0]}`,
    exec: (...words) => docker("exec", id, ...words),
    async logs() {
      const { stdout, stderr } = await attempt("docker", ["logs", id]);
      return stdout + stderr;
    },
    healthy: () => until("the container is healthy", async () => (await state("Health.Status")) === "healthy"),
    async stop() {
      const started = performance.now();
      await docker("stop", "-t", "40", id);
      return { ms: Math.round(performance.now() - started), code: Number(await state("ExitCode")) };
    },
    remove: async () => void (await docker("rm", "-f", "-v", id)),
  };
}
