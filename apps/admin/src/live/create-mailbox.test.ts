import { expect, test } from "vitest";
import { fakeCall } from "../testing/fake-calls.ts";
import { createFakeDeps } from "../testing/fake-deps.ts";
import { createMailbox } from "./create-mailbox.ts";

test("a reader that is slow gets the newest overview once and the newest calls, and is told how many it missed", async () => {
  const mailbox = createMailbox({ isFull: true });
  const overview = await createFakeDeps().readOverview();
  for (let n = 0; n < 300; n++) {
    mailbox.put({ event: "overview", data: { ...overview, at: n } });
    mailbox.put({ event: "calls", data: { rows: [fakeCall({ durationMs: n })], more: 0 } });
    mailbox.put({ event: "tools_changed", data: {} });
  }
  const messages = (await mailbox.take(0)) ?? [];
  expect(messages.map(({ event }) => event)).toEqual(["tools_changed", "calls", "overview"]);
  expect(messages[1]).toMatchObject({ data: { more: 200 } });
  expect(messages[1]?.event === "calls" && messages[1].data.calls[0]?.durationMs).toBe(299);
  expect(messages[2]).toMatchObject({ data: { at: 299 } });
});

test("taking waits for the next message, no longer than asked, and ends when closed", async () => {
  const mailbox = createMailbox({ isFull: true });
  expect(await mailbox.take(1)).toEqual([]);
  const waiting = mailbox.take(60_000);
  mailbox.put({ event: "tools_changed", data: {} });
  expect(await waiting).toEqual([{ event: "tools_changed", data: {} }]);
  const last = mailbox.take(60_000);
  mailbox.close();
  expect(await last).toBeUndefined();
  expect(await mailbox.take(60_000)).toBeUndefined();
});
