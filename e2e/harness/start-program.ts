import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, closeSync, readFileSync } from "node:fs";
import type { Exit } from "./app.ts";
import type { Lab } from "./lab.ts";
import { within } from "./until.ts";

/** A program that is not ours, as a child process. */
export interface Program {
  readonly pid: number;
  /** What it and its children have written so far, stdout and stderr together. */
  output(): string;
  stop(signal?: NodeJS.Signals, timeoutMs?: number): Promise<Exit>;
}

/**
 * Starts a program of Debian's. Its output is a file: such programs open `/dev/stdout` anew, which a pipe of Node's, being
 * a socket, does not allow.
 */
export async function startProgram(
  lab: Lab,
  file: string,
  { args, env = {} }: { readonly args: readonly string[]; readonly env?: Readonly<Record<string, string>> },
): Promise<Program> {
  const log = lab.path(`${file}.log`);
  const fd = openSync(log, "a");
  const child = spawn(file, args, {
    cwd: lab.folder,
    env: { PATH: `${process.env["PATH"] ?? ""}:/usr/sbin`, TZ: "UTC", LANG: "C.UTF-8", ...env },
    stdio: ["ignore", fd, fd],
  });
  closeSync(fd);
  await once(child, "spawn");
  const ended = once(child, "exit").then(([code, signal]): Exit => ({ code, signal }));
  const program: Program = {
    pid: child.pid ?? 0,
    output: () => readFileSync(log, "utf8"),
    async stop(signal = "SIGTERM", timeoutMs = 20_000) {
      child.kill(signal);
      return within(timeoutMs, `${file} ends after ${signal}:\n${program.output().slice(-2_000)}`, ended);
    },
  };
  lab.track(program.pid, file);
  lab.onClose(async () => {
    if (child.exitCode === null && child.signalCode === null) await program.stop();
  });
  return program;
}
