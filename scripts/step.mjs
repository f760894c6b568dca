// Runs programs so that a signal to this process reaches them, whoever sent it.
import { spawn } from "node:child_process";
import { constants } from "node:os";

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"];
/** Less than a person needs to press it again on purpose. */
const ECHO_MS = 300;

/**
 * Runs a program to its end; SIGINT, SIGTERM and SIGHUP to us go on to it.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<{ code: number, received: NodeJS.Signals | undefined }>} its exit code (128 + n when signal n ended it), and the signal we passed on, if any
 */
export function run(file, args, options = {}) {
  return new Promise((resolve, reject) => {
    // In a group of its own: a terminal's Ctrl-C goes to the whole foreground group, and with ours on top it would come
    // twice, which servers take as "at once".
    const apart = process.platform !== "win32";
    const child = spawn(file, args, { ...options, detached: apart });
    /** @type {NodeJS.Signals | undefined} */
    let received;
    const isEcho = createEchoFilter();
    /** @type {(signal: NodeJS.Signals) => void} */
    const forward = (signal) => {
      if (isEcho(signal)) return;
      received = signal;
      if (!apart || child.pid === undefined) child.kill(signal);
      else signalGroup(child.pid, signal);
    };
    for (const signal of forwarded) process.on(signal, forward);
    const release = () => {
      for (const signal of forwarded) process.off(signal, forward);
    };
    child.once("error", (error) => {
      release();
      reject(error);
    });
    child.once("exit", (code, signal) => {
      release();
      resolve({ code: code ?? exitCodeOf(signal ?? "SIGTERM"), received });
    });
  });
}

/**
 * Runs one step of the set-up with its output on stderr. When we were told to stop meanwhile, the process ends here.
 * @param {string} advice what to do when it fails
 * @param {string} file
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} options
 * @throws Error with the advice when the program fails
 */
export async function runSetupStep(advice, file, args, options) {
  const { code, received } = await run(file, args, { stdio: ["ignore", 2, 2], ...options });
  if (received) process.exit(exitCodeOf(received));
  if (code !== 0) throw new Error(advice);
}

/**
 * Of a Ctrl-C npm's children hear twice: from the terminal, and from npm, which passes on what it got. The second is
 * not meant. The returned function tells whether a signal, just received, is such an echo.
 * @returns {(signal: NodeJS.Signals) => boolean}
 */
export function createEchoFilter(now = () => performance.now()) {
  let lastAt = Number.NEGATIVE_INFINITY;
  return (signal) => {
    if (signal !== "SIGINT") return false;
    const isEcho = now() - lastAt < ECHO_MS;
    if (!isEcho) lastAt = now();
    return isEcho;
  };
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has just ended.
  }
}

/** @param {NodeJS.Signals} signal */
export function exitCodeOf(signal) {
  return 128 + (constants.signals[signal] ?? 15);
}

/**
 * The end of every script: a problem we know is one readable message, not a stack.
 * @param {() => Promise<void>} main
 */
export function runMain(main) {
  main().catch((error) => {
    console.error(`\n${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  });
}
