// @needs postgresql
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "@mcp-tools/db";
import { silentLogger } from "@mcp-tools/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { App } from "./harness/app.ts";
import { callTool } from "./harness/call-tool.ts";
import { type Cluster, openCluster } from "./harness/cluster.ts";
import { openLab, serverOf } from "./harness/lab.ts";

const packs = { TOOL_PACKS: "time,memory" };
const lab = openLab();
let cluster: Cluster;

beforeAll(async () => {
  cluster = await openCluster(lab);
});
afterAll(() => lab.close());

/** A place to keep data in, and what an app has to be told to use it. */
interface Kept {
  readonly dataDir: string;
  readonly env: Record<string, string>;
}

const databases = [
  { database: "the embedded database", make: async (): Promise<Kept> => ({ dataDir: lab.path("data"), env: packs }) },
  {
    database: "PostgreSQL by DATABASE_URL",
    make: async (): Promise<Kept> => ({
      dataDir: lab.path("data"),
      env: { ...packs, DATABASE_URL: await cluster.createDatabase() },
    }),
  },
];

const entity = (name: string) => ({ entities: [{ name, entityType: "thing", observations: [`about ${name}`] }] });
const names = async ({ url }: App) =>
  ((await callTool(url(), "read_graph")).structured as { entities: { name: string }[] }).entities.map(
    ({ name }) => name,
  );
const fatals = (app: App) => app.log().filter(({ level }) => level === "fatal");

describe.each(databases)("$database", ({ make }) => {
  test("keeps the memory when the app is stopped, and when it is killed", async () => {
    const kept = await make();
    const first = await lab.start("mcp-sse", kept);
    await callTool(first.url(), "create_entities", entity("one"));
    expect(await first.stop()).toEqual({ code: 0, signal: null });
    expect(serverOf(kept.dataDir)).toBeUndefined();

    const second = await lab.start("mcp-sse", kept);
    await callTool(second.url(), "create_entities", entity("two"));
    second.kill("SIGKILL");
    await second.ended;

    const third = await lab.start("mcp-sse", kept);
    expect(await names(third)).toEqual(["one", "two"]);
    expect(await third.stop()).toEqual({ code: 0, signal: null });
  });

  test("is made once by two apps that start at once, and shared by them", async () => {
    const kept = await make();
    const [left, right] = await Promise.all([lab.start("mcp-sse", kept), lab.start("mcp-sse", kept)]);
    await Promise.all([
      callTool(left.url(), "create_entities", entity("left")),
      callTool(right.url(), "create_entities", entity("right")),
    ]);
    expect((await names(left)).toSorted()).toEqual(["left", "right"]);
    expect(await names(right)).toEqual(await names(left));
    const migrated = [left, right].flatMap((app) => app.log().filter(({ msg }) => msg === "database migrated"));
    const applied = migrated.flatMap((line) => line["applied"] as string[]);
    expect(applied.length).toBeGreaterThan(1);
    expect(new Set(applied).size).toBe(applied.length);
    await left.stop();
    expect((await names(right)).toSorted()).toEqual(["left", "right"]);
    await right.stop();
    expect(serverOf(kept.dataDir)).toBeUndefined();
  });

  test("is refused when a newer version wrote it", async () => {
    const kept = await make();
    const { sql, close } = await openDatabase({
      dataDir: kept.dataDir,
      databaseUrl: kept.env["DATABASE_URL"],
      logger: silentLogger,
      applicationName: "e2e",
    });
    await sql`insert into mcp_tools_migrations (name) values ('9999_from_the_future')`;
    await close();
    const app = lab.spawn("mcp-sse", kept);
    expect(await app.ended).toEqual({ code: 1, signal: null });
    expect(fatals(app)).toMatchObject([
      { service: "mcp-sse", err: { message: expect.stringMatching(/newer mcp-tools.*9999_from_the_future/) } },
    ]);
    // Whoever started the server and leaves is the last one out, also when it cannot use it.
    expect(serverOf(kept.dataDir)).toBeUndefined();
  });
});

test("a folder that cannot be made stops the start and says which setting to change", async () => {
  const file = join(lab.folder, "a-file");
  writeFileSync(file, "");
  const app = lab.spawn("mcp-sse", { dataDir: join(file, "data"), env: packs });
  expect(await app.ended).toEqual({ code: 1, signal: null });
  expect(fatals(app)).toMatchObject([{ err: { message: expect.stringMatching(/a-file.*DATA_DIR.*SECRET_KEY/) } }]);
});

test.for([
  {
    name: "a user that does not exist",
    change: (url: URL) => Object.assign(url, { username: "nobody" }),
    says: /DATABASE_URL|user|role/,
  },
  {
    name: "a database that is not there",
    change: (url: URL) => Object.assign(url, { pathname: "/missing" }),
    says: /no such database.*DATABASE_URL/,
  },
])("$name stops the start at once, and the log shows no secret", async ({ change, says }) => {
  const url = change(new URL(await cluster.createDatabase())).href;
  const app = lab.spawn("mcp-sse", { env: { ...packs, DATABASE_URL: url } });
  expect(await app.ended).toEqual({ code: 1, signal: null });
  expect(fatals(app)).toMatchObject([{ err: { message: expect.stringMatching(says) } }]);
  expect(app.stderr()).not.toContain("hunter2");
});
