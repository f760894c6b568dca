import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/server";
import { Codes } from "../http/answer.ts";

interface Issue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const ISSUES_MAX = 8;

/**
 * The SDK answers parameters that do not fit a method's schema with -32603 and the validator's JSON. They are the
 * client's mistake, for which JSON-RPC has -32602, and a person should be able to read what it was.
 */
export function explainInvalidParams(transport: Transport): void {
  const send = transport.send.bind(transport);
  transport.send = (message, options) => send(explain(message), options);
}

function explain(message: JSONRPCMessage): JSONRPCMessage {
  if (!("error" in message)) return message;
  const { code, message: text } = message.error;
  if (code !== Codes.internal && code !== Codes.invalidParams) return message;
  const issues = parseIssues(/^(?:Invalid \S+ request: )?(\[\s*\{.*\])$/s.exec(text)?.[1]);
  if (issues === undefined) return message;
  const problems = issues.slice(0, ISSUES_MAX).map(describe).join("; ");
  return {
    ...message,
    error: { ...message.error, code: Codes.invalidParams, message: `Invalid params: ${problems}` },
  };
}

function parseIssues(json: string | undefined): Issue[] | undefined {
  if (json === undefined) return undefined;
  try {
    const issues = JSON.parse(json) as Partial<Issue>[];
    return issues.every(({ path, message }) => Array.isArray(path) && typeof message === "string")
      ? (issues as Issue[])
      : undefined;
  } catch {
    return undefined;
  }
}

function describe({ path, message }: Issue): string {
  const at = (path[0] === "params" ? path.slice(1) : path).join(".");
  return at === "" ? message : `${at}: ${message}`;
}
