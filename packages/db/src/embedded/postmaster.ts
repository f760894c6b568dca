import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { isAlive } from "./file-lock.ts";

/** What a running server writes into `postmaster.pid` of its folder. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Empty where it listens on TCP. */
  readonly socketFolder: string;
  /** Empty where it listens on a unix socket only. */
  readonly host: string;
  readonly status: "starting" | "ready" | "stopping" | "standby" | "";
}

/** Undefined when no server runs there, as far as the folder knows: the file may be of a server that was killed. */
export async function readPostmaster(folder: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(folder, "postmaster.pid"), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const [pid, , , port, socketFolder = "", host = "", , status = ""] = text.split("\n").map((line) => line.trim());
  return { pid: Number(pid), port: Number(port), socketFolder, host, status: status as Postmaster["status"] };
}

export function socketPath({ socketFolder, port }: Pick<Postmaster, "socketFolder" | "port">): string {
  return join(socketFolder, `.s.PGSQL.${port}`);
}

/** Whether something accepts connections where the file says. */
export function isListening(postmaster: Postmaster): Promise<boolean> {
  return new Promise((resolve) => {
    const socket =
      postmaster.socketFolder === "" ? connect(postmaster.port, postmaster.host) : connect(socketPath(postmaster));
    const answer = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.setTimeout(1000, () => answer(false));
    socket.on("connect", () => answer(true));
    socket.on("error", () => answer(false));
  });
}

/** Whether the process of that pid is this folder's server; after a crash the pid may have gone to any other program. */
export async function isServerOf(folder: string, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === "win32") return true;
  if (process.platform === "linux")
    return (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0").includes(folder);
  return new Promise((resolve) =>
    execFile("ps", ["-o", "command=", "-p", String(pid)], (_error, stdout) => resolve(stdout.includes(folder))),
  );
}
