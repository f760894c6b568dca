import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const fixture = fileURLToPath(new URL("../test/service-process.ts", import.meta.url));

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly service?: string;
  readonly [field: string]: unknown;
}

/** A child process, its log so far, and how it ended. */
function run(behaviour: string) {
  const child = spawn(process.execPath, [fixture, behaviour], { stdio: ["ignore", "ignore", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let text = "";
  const lines = () =>
    text
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Line);
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  const logged = async (isIt: (line: Line) => boolean) => {
    while (!lines().some(isIt)) await once(child.stderr, "data");
  };
  return { child, lines, logged, exit: exitOf(child) };
}

async function exitOf(child: ChildProcess): Promise<number | string | null> {
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  return code ?? signal;
}

const isStarted = (name: string) => (line: Line) => line.msg === "service started" && line.service === name;
const messages = (lines: readonly Line[]) =>
  lines.map(({ msg, service }) => (service === undefined ? msg : `${msg}: ${service}`));

test.for(["SIGTERM", "SIGINT"] as const)(
  "%s drains, stops in reverse, closes the platform and exits with 0",
  async (signal) => {
    const { child, lines, logged, exit } = run("two");
    await logged(isStarted("second"));
    child.kill(signal);
    expect(await exit).toBe(0);
    expect(messages(lines())).toEqual([
      "service started: first",
      "service started: second",
      "draining",
      "stopping",
      "stopped: second",
      "stopped: first",
      "platform closed",
    ]);
    expect(lines()[0]).toMatchObject({ url: "http://127.0.0.1:1" });
    expect(lines()[3]).toMatchObject({ reason: signal });
    expect(lines()[4]).toMatchObject({ deadlineMs: 300, draining: true });
  },
);

test.for([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("a second %s exits at once with %i", async ([signal, code]) => {
  const { child, lines, logged, exit } = run("stop-hangs");
  await logged(isStarted("second"));
  child.kill("SIGTERM");
  await logged(({ msg }) => msg === "stopping");
  if (signal === "SIGTERM") await sleep(350);
  child.kill(signal);
  expect(await exit).toBe(code);
  expect(messages(lines())).not.toContain("platform closed");
});

test("a signal that npm passes on, having come to the whole group, is no second one", async () => {
  const { child, lines, logged, exit } = run("stop-hangs");
  await logged(isStarted("second"));
  child.kill("SIGTERM");
  await logged(({ msg }) => msg === "stopping");
  child.kill("SIGTERM");
  expect(await exit).toBe(1);
  expect(messages(lines()).slice(-2)).toEqual(["service did not stop in time: second", "platform closed"]);
});

test.for([
  ["start-fails", "service cannot start", "port is taken", 1],
  ["setting-wrong", "service cannot start", "no such folder", 78],
  ["fails", "service failed", "broken on purpose", 1],
] as const)(
  "%s: one fatal line, the others are stopped, and the exit code says what it was",
  async ([behaviour, msg, message, code]) => {
    const { lines, exit } = run(behaviour);
    expect(await exit).toBe(code);
    const fatal = lines().filter(({ level }) => level === "fatal");
    expect(fatal).toEqual([
      expect.objectContaining({ msg, service: "second", err: expect.objectContaining({ message }) as object }),
    ]);
    expect(messages(lines())).toContain("stopped: first");
    expect(messages(lines()).at(-1)).toBe("platform closed");
  },
);

test("a service that ends unasked takes the process down with 1 and one fatal line", async () => {
  const { lines, exit } = run("ends");
  expect(await exit).toBe(1);
  expect(lines().filter(({ level }) => level === "fatal")).toEqual([
    expect.objectContaining({ msg: "service ended", service: "second" }),
  ]);
  expect(messages(lines()).at(-1)).toBe("platform closed");
});

test("where a service's end is the normal end, the others are stopped and the exit is 0", async () => {
  const { lines, exit } = run("ends-well");
  expect(await exit).toBe(0);
  expect(lines().filter(({ level }) => level !== "info")).toEqual([]);
  expect(messages(lines())).toContain("stopped: first");
});

test("a signal while a service is still starting stops what has started and starts nothing more", async () => {
  const { child, lines, logged, exit } = run("start-hangs");
  await logged(isStarted("first"));
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
  expect(messages(lines())).toEqual([
    "service started: first",
    "draining",
    "stopping",
    "stopped: first",
    "platform closed",
  ]);
});

test("a service that does not stop is left behind after the drain time", async () => {
  const { child, lines, logged, exit } = run("stop-hangs");
  await logged(isStarted("second"));
  child.kill("SIGTERM");
  expect(await exit).toBe(1);
  expect(messages(lines()).slice(-2)).toEqual(["service did not stop in time: second", "platform closed"]);
});

test("a service that fails to stop keeps nothing else from closing", async () => {
  const { child, lines, logged, exit } = run("stop-fails");
  await logged(isStarted("second"));
  child.kill("SIGTERM");
  expect(await exit).toBe(1);
  expect(messages(lines())).toEqual(
    expect.arrayContaining(["service did not stop cleanly: second", "stopped: first", "platform closed"]),
  );
});

test.for(["throws", "rejects"])("a fault that nobody caught (%s) is one fatal line and exit 1", async (behaviour) => {
  const { lines, exit } = run(behaviour);
  expect(await exit).toBe(1);
  const fatal = lines().filter(({ level }) => level === "fatal");
  expect(fatal).toEqual([
    expect.objectContaining({
      msg: "uncaught fault",
      err: expect.objectContaining({ message: "broken on purpose", stack: expect.any(String) as string }) as object,
    }),
  ]);
});
