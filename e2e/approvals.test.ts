// @needs postgresql
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApprovalDesk, openApprovalDesk, runsOf } from "./harness/approval-desk.ts";
import { type Cell, cells, type Place } from "./harness/cells.ts";
import { openCluster } from "./harness/cluster.ts";
import { openLab } from "./harness/lab.ts";
import type { TestClient } from "./harness/test-client.ts";

/** One client over each transport, in each era. */
const names = ["v1 stdio", "v2 stdio, pinned", "v2 sse", "v1 http", "v2 http, pinned"];

const lab = openLab();
let place: Place;
let desk: ApprovalDesk;

beforeAll(async () => {
  const cluster = await openCluster(lab);
  const databaseUrl = await cluster.createDatabase();
  const env = { TOOL_PACKS: "none", TOOLS_DIR: join(import.meta.dirname, "tools"), DATABASE_URL: databaseUrl };
  const app = await lab.start("mcp-sse", { env });
  place = { lab, url: app.url(), dataDir: app.dataDir, env };
  desk = openApprovalDesk(lab, cluster, databaseUrl);
  await desk.setPolicy();
});
afterAll(() => lab.close());

describe.each(cells.filter(({ name }) => names.includes(name)))("$name", (cell: Cell) => {
  let client: TestClient;
  let mark: string;
  let count = 0;

  beforeAll(async () => {
    client = await cell.connect(place);
    mark = lab.path("mark");
  });
  afterAll(() => client.close());

  /** A path of its own for each question, so that tests do not find each other's. */
  const newPath = () => `/${cell.name.replaceAll(/\W+/g, "-")}/${(count += 1)}`;
  const answer = async (path: string, more: object, options: Parameters<TestClient["call"]>[2]) => {
    const { content, isError } = await client.call("destroy", { path, mark, ...more }, options);
    return { text: (content as { text: string }[])[0]?.text ?? "", isError: isError === true };
  };
  const call = (path: string, more: object = {}, options: Parameters<TestClient["call"]>[2] = {}) => {
    const held = answer(path, more, options);
    // A test that fails before it waits for it has said enough.
    held.catch(() => {});
    return held;
  };
  const runsAt = (path: string) => runsOf(mark).filter((line) => line === path).length;

  test("a held call says so and runs once when it is approved; nobody approves it twice", async () => {
    const path = newPath();
    const told: string[] = [];
    const onprogress = (progress: object) => void told.push("message" in progress ? String(progress.message) : "");
    const held = call(path, {}, { onprogress });
    const { id } = await desk.waiting(path);
    await desk.approve(id);
    expect(await held).toEqual({ text: `destroyed ${path}`, isError: false });
    expect(told[0]).toContain(`waits for approval by a person (${id})`);
    expect(await desk.state(id)).toBe("used");
    for (const args of [
      ["approve", id, "--yes"],
      ["refuse", id, "--reason", "too late"],
    ])
      expect(await desk.cli(...args)).toMatchObject({ code: 1, err: expect.stringContaining("not waiting any more") });
    expect(runsAt(path)).toBe(1);
  });

  test("a refusal reaches the model with its reason", async () => {
    const path = newPath();
    const held = call(path);
    await desk.refuse((await desk.waiting(path)).id, "Use the archive.");
    expect(await held).toEqual({ text: "This call was refused by operator: Use the archive.", isError: true });
    expect(runsAt(path)).toBe(0);
  });

  test("of two approvers at the same instant one decides, and the other is told", async () => {
    const path = newPath();
    const held = call(path);
    const { id } = await desk.waiting(path);
    const [yes, no] = await Promise.all([desk.cli("approve", id, "--yes"), desk.cli("refuse", id, "--reason", "no")]);
    expect([yes.code, no.code].sort()).toEqual([0, 1]);
    expect((await held).isError).toBe(yes.code !== 0);
    expect(runsAt(path)).toBe(yes.code === 0 ? 1 : 0);
  });

  test("when the hold ends the same call continues, whatever the order of its arguments; another is another", async () => {
    const path = newPath();
    const first = await call(path, { options: { a: 1, b: [true, "é"] } });
    const { id } = await desk.waiting(path);
    expect(first.isError).toBe(true);
    for (const part of [id, "mcp-tools approvals approve", "owner, admin, approver", "Call again", "expires"])
      expect(first.text.toLowerCase()).toContain(part.toLowerCase());
    await desk.approve(id);
    const reordered = { options: { b: [true, "\u00e9"], a: 1.0 }, mark, path };
    expect(await client.call("destroy", reordered)).toMatchObject({ content: [{ text: `destroyed ${path}` }] });
    expect(runsAt(path)).toBe(1);
    const changed = call(path, { options: { a: 2, b: [true, "é"] } });
    const other = await desk.waiting(path);
    expect(other.id).not.toBe(id);
    await desk.refuse(other.id, "no");
    expect((await changed).isError).toBe(true);
  });

  test("whoever cancels has nothing run later, unless they call again", async () => {
    const path = newPath();
    const controller = new AbortController();
    const held = call(path, {}, { signal: controller.signal });
    const { id } = await desk.waiting(path);
    controller.abort(new Error("changed my mind"));
    await expect(held).rejects.toThrow(/changed my mind|abort/i);
    await desk.approve(id);
    expect(await desk.state(id)).toBe("approved");
    expect(runsAt(path)).toBe(0);
    expect(await call(path)).toMatchObject({ text: `destroyed ${path}` });
    expect(runsAt(path)).toBe(1);
  });

  test("out of time it is refused, and cannot be approved", async () => {
    const path = newPath();
    const held = call(path);
    const { id } = await desk.waiting(path);
    await desk.expire(id);
    expect(await held).toMatchObject({ isError: true, text: expect.stringContaining("has expired") });
    expect(await desk.cli("approve", id, "--yes")).toMatchObject({ code: 1, err: expect.stringContaining("expired") });
    expect(runsAt(path)).toBe(0);
  });

  test("a standing consent covers what it says, and nothing when it is over or taken back", async () => {
    const path = newPath();
    const held = call(path);
    const { id } = await desk.waiting(path);
    await desk.approve(id, "--always");
    await held;
    expect(await call(path)).toMatchObject({ isError: false });
    const other = newPath();
    const asked = call(other);
    await desk.approve((await desk.waiting(other)).id, "--for", "10m");
    await asked;
    expect(await call(newPath())).toMatchObject({ isError: false });
    await desk.sql("update approval_grants set expires_at = now() where arguments_digest is null");
    const late = newPath();
    const waits = call(late);
    await desk.refuse((await desk.waiting(late)).id, "no");
    expect((await waits).isError).toBe(true);
    const grants = JSON.parse((await desk.cli("grants", "--json")).out) as { id: string }[];
    for (const grant of grants) expect((await desk.cli("revoke-grant", grant.id)).code).toBe(0);
    const again = call(path);
    await desk.refuse((await desk.waiting(path)).id, "no");
    expect((await again).isError).toBe(true);
  });

  test("secrets are masked for whoever decides, and real for the tool's digest", async () => {
    const path = newPath();
    const secrets = { password: "hunter2-hunter2", options: { header: "Bearer abcdefgh12345678" } };
    const told: unknown[] = [];
    const held = call(path, secrets, { onprogress: (progress) => void told.push(progress) });
    const { id } = await desk.waiting(path);
    const card = await desk.cli("show", id);
    const list = await desk.cli("list", "--json");
    await desk.refuse(id, "no");
    await held;
    expect(card.out).toContain("••••");
    const kept = await desk.sql(`select arguments from approvals where id = '${id}'`);
    for (const secret of ["hunter2-hunter2", "abcdefgh12345678"])
      expect(JSON.stringify([card, list, told, kept])).not.toContain(secret);
    const other = call(path, { ...secrets, password: "another" });
    const next = await desk.waiting(path);
    expect(next.id).not.toBe(id);
    await desk.refuse(next.id, "no");
    await other;
  });

  describe("while it waits", () => {
    afterAll(() => desk.setPolicy());

    test.for([
      {
        what: "a rule that refuses",
        patch: { defaults: { read: "allow", write: "allow", destructive: "refuse" } },
        // A tool that no arguments could call is hidden as well.
        text: "switched off or hidden",
      },
      { what: "the tool switched off", patch: { tools: { destroy: { enabled: false } } }, text: "switched off" },
    ])("$what ends it, whatever is decided", async ({ patch, text }) => {
      const path = newPath();
      const held = call(path);
      const { id } = await desk.waiting(path);
      await desk.setPolicy(patch);
      await desk.cli("approve", id, "--yes");
      expect(await held).toMatchObject({ isError: true, text: expect.stringContaining(text) });
      expect(runsAt(path)).toBe(0);
      await desk.setPolicy();
    });

    test("another policy that asks as well asks anew", async () => {
      const path = newPath();
      const held = call(path);
      const { id } = await desk.waiting(path);
      await desk.setPolicy();
      await expect.poll(async () => (await desk.waiting(path)).id !== id, { timeout: 10_000 }).toBe(true);
      expect(await desk.cli("approve", id, "--yes")).toMatchObject({ code: 1 });
      await desk.approve((await desk.waiting(path)).id);
      expect(await held).toMatchObject({ isError: false });
      expect(runsAt(path)).toBe(1);
    });
  });
});
