import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { expect, test } from "vitest";
import { createRouteIds } from "./route-ids.ts";

const [one, two] = [createRouteIds("one"), createRouteIds("two")];
const message = (parts: object) => ({ jsonrpc: "2.0", ...parts }) as JSONRPCMessage;
const question = message({
  id: 0,
  method: "elicitation/create",
  params: { _meta: { progressToken: 0 }, message: "?" },
});

test("questions of two processes have different ids, and each answer is taken by its own", () => {
  const asked = [one.outward(question), two.outward(question)];
  const ids = asked.map((sent) => ("id" in sent ? sent.id : undefined));
  expect(new Set(ids).size).toBe(2);
  for (const [index, id] of ids.entries()) {
    const answer = message({ id, result: {} });
    const [own, other] = index === 0 ? [one, two] : [two, one];
    expect(own.inward(answer)).toEqual(message({ id: 0, result: {} }));
    expect(other.inward(answer)).toBe("elsewhere");
  }
});

test("progress of a question and its cancellation follow its id", () => {
  const asked = one.outward(question) as { id: string; params: { _meta: { progressToken: string } } };
  expect(asked.params._meta.progressToken).toBe(asked.id);
  const progress = message({ method: "notifications/progress", params: { progressToken: asked.id, progress: 1 } });
  expect(one.inward(progress)).toMatchObject({ params: { progressToken: 0, progress: 1 } });
  expect(two.inward(progress)).toBe("elsewhere");
  const cancelled = message({ method: "notifications/cancelled", params: { requestId: 0 } });
  expect(one.outward(cancelled)).toMatchObject({ params: { requestId: asked.id } });
});

test.for([{ id: 7, result: {} }, { id: "one.x", result: {} }, { id: "onex.0", result: {} }, { result: {} }])(
  "an answer to nothing that was asked here is not taken: %j",
  (parts) => {
    expect(one.inward(message(parts))).toBe("elsewhere");
  },
);

test.for(["tools/list", "notifications/progress", "notifications/cancelled"])(
  "a request is the server's to answer, even if it is called %s",
  (method) => {
    const request = message({ id: 1, method, params: { progressToken: "two.0", requestId: 9 } });
    expect(one.inward(request)).toBe(request);
  },
);
