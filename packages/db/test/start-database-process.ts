import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface DatabaseProcess {
  /** The next line it says. */
  next(): Promise<string>;
  tell(line: "add" | "close"): void;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts `database-process.ts` on the folder, as another user where one is given. */
export function startDatabaseProcess(dataDir: string, uid?: number): DatabaseProcess {
  const identity = uid === undefined ? {} : { uid, gid: uid };
  const script = fileURLToPath(new URL("database-process.ts", import.meta.url));
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, dataDir], {
    ...identity,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    next: async () => String((await lines.next()).value),
    tell: (line) => child.stdin.write(`${line}\n`),
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
