import { localPrincipal, silentLogger, type Grant, type Principal } from "@mcp-tools/core";
import type { Definition } from "@mcp-tools/tools";
import { createTestToolbox } from "@mcp-tools/tools/testing";
import { createPolicy, type LivePolicy, type PolicyDeps } from "../policy/create-policy.ts";
import { createMemoryPolicyStore } from "./memory-policy-store.ts";
import { createTestChangeFeed } from "./test-change-feed.ts";

const page = {
  type: "object",
  properties: { url: { type: "string" }, depth: { type: "integer", default: 1 } },
  required: ["url"],
  additionalProperties: false,
} as const;

const definitions: readonly Definition[] = [
  { name: "get_time", description: "d", access: "read", run: () => "now" },
  { name: "fetch", description: "d", access: "read", input: page, run: (input: unknown) => JSON.stringify(input) },
  { name: "write_note", description: "d", access: "write", run: () => "written" },
  { name: "drop_all", description: "d", access: "destructive", run: () => "gone" },
  { uri: "notes://all", name: "all", read: () => "notes" },
  { uri: "secrets://all", name: "secrets", read: () => "secrets" },
  { uriTemplate: "notes://{+path}", name: "note", read: ({ path }: { path?: string }) => path },
  { name: "greet", messages: () => "hello" },
  { name: "part", messages: () => "bye" },
];

/** A toolbox with some of everything, under the policy that these parts of a document make. */
export async function openTestPolicy(parts: Readonly<Record<string, unknown>> = {}, deps: Partial<PolicyDeps> = {}) {
  const changes = createTestChangeFeed();
  const store = createMemoryPolicyStore((version) => changes.tell({ kind: "policy", version }));
  if (Object.keys(parts).length > 0) await store.put(parts);
  const made: LivePolicy[] = [];
  const { toolbox, call, rows } = createTestToolbox(definitions, {
    policy(registry) {
      const policy = createPolicy({ store, changes, logger: silentLogger, ...deps })(registry);
      made.push(policy);
      return policy;
    },
  });
  const [policy] = made;
  if (policy === undefined) throw new Error("no policy was made");
  return { store, changes, toolbox, call, rows, policy };
}

/** A key of its own id, unless told otherwise. */
export function testKey(grant?: Grant, more: Partial<Principal> = {}): Principal {
  return Object.freeze({
    ...localPrincipal,
    id: `key:${Math.random()}`,
    kind: "key",
    name: "ci",
    ...(grant && { grant }),
    ...more,
  });
}
