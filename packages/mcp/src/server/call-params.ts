import type { JSONRPCRequest } from "@modelcontextprotocol/server";
import { idempotencyKeyProblem } from "./idempotency-key.ts";

/** The parameters of `tools/call` that every revision has. */
export interface CallParams {
  readonly name: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
  readonly _meta?: Readonly<Record<string, unknown>>;
}

/** The parameters, or what is wrong with them. `_meta` is an object where it is there: the SDK has seen to that. */
export function parseCallParams(params: JSONRPCRequest["params"]): CallParams | string {
  const { name, arguments: args } = params ?? {};
  if (typeof name !== "string") return "Invalid params: `name` must be the name of a tool.";
  if (args !== undefined && !isRecord(args)) return "Invalid params: `arguments` must be an object.";
  const call = params as unknown as CallParams;
  return idempotencyKeyProblem(call._meta) ?? call;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
