import { connect, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callTool } from "./harness/call-tool.ts";
import { findFreePort } from "./harness/find-free-port.ts";
import { openLab } from "./harness/lab.ts";
import { httpPost } from "./harness/raw-connection.ts";
import { speakStdio } from "./harness/stdio-lines.ts";
import { until, within } from "./harness/until.ts";

const env = { TOOL_PACKS: "time,memory" };
const lab = openLab();
const sockets = new Set<Socket>();
let blackHole: Server;
/** Takes connections and never says a word, as a firewall or a dead machine behind a balancer does. */
let silentUrl: string;
/** Nothing listens there. */
let closedUrl: string;

beforeAll(async () => {
  blackHole = createServer((socket) => void sockets.add(socket.on("error", () => {})));
  await new Promise<void>((resolve) => blackHole.listen(0, "127.0.0.1", resolve));
  const address = blackHole.address();
  silentUrl = `postgres://tester:hunter2@127.0.0.1:${typeof address === "object" ? address?.port : ""}/x`;
  closedUrl = `postgres://tester:hunter2@127.0.0.1:${await findFreePort()}/x`;
});
afterAll(async () => {
  blackHole.close();
  for (const socket of sockets) socket.destroy();
  await lab.close();
});

/** What takes half a minute is waited for side by side. */
describe.concurrent("in the end", () => {
  test("a database that never comes ends the start with a clear error", async () => {
    const app = lab.spawn("mcp-sse", { env: { ...env, DATABASE_URL: closedUrl } });
    expect(await within(45_000, "the start is given up", app.ended)).toEqual({ code: 1, signal: null });
    expect(app.log().filter(({ msg }) => msg.includes("trying again")).length).toBeGreaterThan(5);
    expect(app.log().filter(({ level }) => level === "fatal")).toMatchObject([
      {
        service: "mcp-sse",
        err: { message: expect.stringMatching(/127\.0\.0\.1:\d+\/x cannot be used \(ECONNREFUSED\).*DATABASE_URL/) },
      },
    ]);
    expect(app.stderr()).not.toContain("hunter2");
  });

  test("doctor says that the database is not there, and what to look at", async () => {
    const app = lab.spawn("launcher", { args: ["doctor"], env: { ...env, DATABASE_URL: closedUrl } });
    expect(await within(45_000, "doctor is done", app.ended)).toEqual({ code: 1, signal: null });
    expect(app.stdout()).toMatch(/✗ database.*127\.0\.0\.1:\d+/);
    expect(app.stdout()).toMatch(/→ .*DATABASE_URL/);
    expect(app.stdout() + app.stderr()).not.toContain("hunter2");
  });

  test("a stdio server whose database says nothing is introduced, says of its tools and of a call what is missing, and ends with its client", async () => {
    const app = lab.spawn("mcp-stdio", { env: { ...env, DATABASE_URL: silentUrl } });
    const stdio = speakStdio(app);
    expect((await stdio.initialize("2025-11-25", 5000)).result).toMatchObject({ serverInfo: { name: "mcp-tools" } });
    expect((await stdio.request("tools/list", {}, 25_000)).error?.message).toMatch(/policy cannot be read.*database/);
    expect((await stdio.call("get_current_time", { timezone: "UTC" }, 25_000)).error?.message).toMatch(
      /policy cannot be read.*database/,
    );
    stdio.end();
    expect(await within(15_000, "it ends with its client", app.ended)).toEqual({ code: 0, signal: null });
    expect(app.stderr()).not.toContain("hunter2");
  });

  test("requests that never become whole are ended by the server, and cost the others nothing", async () => {
    const app = await lab.start("mcp-sse", { env });
    const { hostname, port } = new URL(app.url());
    const beginnings = [
      "POST /mcp HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ",
      httpPost("/mcp", "{", { "content-length": "1000" }),
    ];
    const halves = Array.from({ length: 200 }, (_, index) => {
      const socket = connect(Number(port), hostname)
        .on("error", () => {})
        .resume();
      socket.write(beginnings[index % beginnings.length] ?? "");
      return socket;
    });
    expect((await callTool(app.url(), "get_current_time", { timezone: "UTC" })).ms).toBeLessThan(2000);
    await until("the server has ended them", () => halves.every((socket) => socket.destroyed), {
      timeoutMs: 45_000,
      everyMs: 200,
    });
  });
});
