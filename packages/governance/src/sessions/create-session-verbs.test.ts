import type { AuditRecord, ReportedSession, SessionTarget } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { operator, type Actor } from "../actor/actor.ts";
import { createSessionVerbs } from "./create-session-verbs.ts";

const auditor: Actor = { ...operator, role: "auditor" };
const viewer: Actor = { ...operator, role: "viewer" };

function reported(change: Partial<ReportedSession> = {}): ReportedSession {
  return {
    id: "s1",
    transport: "http",
    principalId: "key:a",
    principalName: "a",
    startedAt: 1,
    lastUsedAt: 1,
    inFlight: 0,
    processId: "p",
    host: "h",
    pid: 1,
    reportedAt: 1,
    ...change,
  };
}

/** Processes that hear what they are asked, unless they are deaf. */
function open(given: readonly ReportedSession[], { deaf = false } = {}) {
  let sessions = [...given];
  const rows: AuditRecord[] = [];
  const asked: SessionTarget[] = [];
  const verbs = createSessionVerbs({
    processes: {
      openSessions: async () => sessions,
      async askToEnd(target) {
        asked.push(target);
        const isMeant = (one: ReportedSession) => (target.by === "session" ? one.id : one.principalId) === target.id;
        if (!deaf) sessions = sessions.filter((one) => !isMeant(one) || one.transport === "stdio");
      },
    },
    audit: { record: async (row) => void rows.push(row) },
    waitMs: 10,
  });
  return { verbs, rows, asked };
}

test("the most recently used comes first, for those who may see sessions", async () => {
  const { verbs } = open([reported(), reported({ id: "s2", lastUsedAt: 5 })]);
  expect((await verbs.list(auditor)).map(({ id }) => id)).toEqual(["s2", "s1"]);
  await expect(verbs.list(viewer)).rejects.toMatchObject({ code: "forbidden" });
});

test("ending one is asked of all processes and recorded", async () => {
  const { verbs, rows, asked } = open([reported(), reported({ id: "s2" })]);
  expect(await verbs.end(operator, { by: "session", id: "s1" })).toEqual({ ended: 1, left: 0 });
  expect(asked).toEqual([{ by: "session", id: "s1" }]);
  expect(rows).toMatchObject([{ kind: "change", action: "session.end", subject: "s1", outcome: "ok" }]);
  expect(JSON.parse(rows[0]?.arguments ?? "")).toMatchObject({ principal: "key:a", transport: "http" });
});

test("all of a principal end, but for what only its client can end", async () => {
  const { verbs, rows } = open([
    reported(),
    reported({ id: "s2", transport: "sse" }),
    reported({ id: "s3", transport: "stdio" }),
    reported({ id: "s4", principalId: "key:b" }),
  ]);
  expect(await verbs.end(operator, { by: "principal", id: "key:a" })).toEqual({ ended: 2, left: 0 });
  expect(rows).toMatchObject([{ action: "session.end_all", subject: "key:a" }]);
  await expect(verbs.end(operator, { by: "session", id: "s3" })).rejects.toMatchObject({ code: "conflict" });
});

test("what was not seen to end is said", async () => {
  const { verbs } = open([reported()], { deaf: true });
  expect(await verbs.end(operator, { by: "session", id: "s1" })).toEqual({ ended: 0, left: 1 });
});

test("whoever may not is refused, which is recorded; what is not open is not found", async () => {
  const { verbs, rows, asked } = open([reported()]);
  await expect(verbs.end(auditor, { by: "session", id: "s1" })).rejects.toMatchObject({ code: "forbidden" });
  expect(rows).toMatchObject([{ action: "session.end", outcome: "refused" }]);
  await expect(verbs.end(operator, { by: "session", id: "none" })).rejects.toMatchObject({ code: "not_found" });
  expect(asked).toEqual([]);
});
