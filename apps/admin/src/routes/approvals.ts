import { createRoute } from "@hono/zod-openapi";
import {
  Approval,
  ApprovalCount,
  ApprovalDetails,
  ApprovalGrant,
  ApprovalGrantList,
  ApprovalId,
  ApprovalListQuery,
  ApprovalPage,
  Approve,
  Refuse,
} from "../contract/approvals.ts";
import { jsonBody } from "../contract/json-body.ts";
import { jsonResponse } from "../contract/json-response.ts";
import { problemResponse } from "../contract/problem.ts";
import { requires } from "../middleware/requires.ts";
import type { ApiDeps } from "./api-deps.ts";
import { createDeciderNames } from "../people/create-decider-names.ts";
import { createApi } from "./create-api.ts";

const tags = ["Approvals"];
const none = problemResponse("No such approval");
const over = problemResponse("It does not wait any more: somebody decided, or its time is over");

const listRoute = createRoute({
  ...requires("approvals.read"),
  method: "get",
  path: "/approvals",
  tags,
  summary: "Calls that wait, or waited, for a human",
  request: { query: ApprovalListQuery },
  responses: { 200: jsonResponse("A page", ApprovalPage), 400: problemResponse("A filter does not fit") },
});

const countRoute = createRoute({
  ...requires("approvals.read"),
  method: "get",
  path: "/approvals/count",
  tags,
  summary: "How many calls wait",
  responses: { 200: jsonResponse("The count, and since when the oldest waits", ApprovalCount) },
});

const grantsRoute = createRoute({
  ...requires("approvals.read"),
  method: "get",
  path: "/approvals/grants",
  tags,
  summary: "Standing consents that hold now",
  responses: { 200: jsonResponse("Newest first", ApprovalGrantList) },
});

const revokeRoute = createRoute({
  ...requires("approvals.decide"),
  method: "post",
  path: "/approvals/grants/{id}/revoke",
  tags,
  summary: "Take a standing consent back",
  request: { params: ApprovalId },
  responses: { 200: jsonResponse("Taken back", ApprovalGrant), 404: problemResponse("No such consent") },
});

const getRoute = createRoute({
  ...requires("approvals.read"),
  method: "get",
  path: "/approvals/{id}",
  tags,
  summary: "One approval, and what was decided before",
  request: { params: ApprovalId },
  responses: { 200: jsonResponse("The approval", ApprovalDetails), 404: none },
});

const approveRoute = createRoute({
  ...requires("approvals.decide"),
  method: "post",
  path: "/approvals/{id}/approve",
  tags,
  summary: "Approve a call",
  description: "Nobody approves their own call, nor one of a key that is theirs.",
  request: { params: ApprovalId, ...jsonBody(Approve) },
  responses: {
    200: jsonResponse("Approved", Approval),
    400: problemResponse("The scope will not do"),
    404: none,
    409: over,
  },
});

const refuseRoute = createRoute({
  ...requires("approvals.decide"),
  method: "post",
  path: "/approvals/{id}/refuse",
  tags,
  summary: "Refuse a call",
  request: { params: ApprovalId, ...jsonBody(Refuse) },
  responses: {
    200: jsonResponse("Refused", Approval),
    400: problemResponse("It needs a reason"),
    404: none,
    409: over,
  },
});

export function approvalRoutes({ approvals, access }: Pick<ApiDeps, "approvals" | "access">) {
  const named = createDeciderNames(access.people);
  return createApi()
    .openapi(listRoute, async (c) => {
      const { principal: principalId, limit, ...query } = c.req.valid("query");
      const found = await approvals.listApprovals(c.var.actor, { ...query, principalId, limit: limit + 1 });
      const page = found.slice(0, limit);
      const next = found.length > limit ? page.at(-1)?.id : undefined;
      return c.json({ approvals: await named.approvals(page), ...(next === undefined ? {} : { next }) }, 200);
    })
    .openapi(countRoute, async (c) => c.json(await approvals.countWaiting(c.var.actor), 200))
    .openapi(grantsRoute, async (c) =>
      c.json({ grants: await named.grants(await approvals.listGrants(c.var.actor)) }, 200),
    )
    .openapi(revokeRoute, async (c) => c.json(await approvals.revokeGrant(c.var.actor, c.req.valid("param").id), 200))
    .openapi(getRoute, async (c) => {
      const { approval, ...found } = await approvals.getApproval(c.var.actor, c.req.valid("param").id);
      const [[one = approval], previous, [lastApproved]] = await Promise.all([
        named.approvals([approval]),
        named.approvals(found.previous),
        named.approvals(found.lastApproved === undefined ? [] : [found.lastApproved]),
      ]);
      return c.json({ approval: one, previous, lastApproved }, 200);
    })
    .openapi(approveRoute, async (c) => {
      const decision = { id: c.req.valid("param").id, ...c.req.valid("json") };
      return c.json(await approvals.approveCall(c.var.actor, decision), 200);
    })
    .openapi(refuseRoute, async (c) => {
      const decision = { id: c.req.valid("param").id, ...c.req.valid("json") };
      return c.json(await approvals.refuseCall(c.var.actor, decision), 200);
    });
}
