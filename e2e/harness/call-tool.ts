import { send } from "./http.ts";
import { lastMessage, modernCall, textOf } from "./json-rpc.ts";

export interface ToolAnswer {
  readonly status: number;
  readonly text: string;
  readonly isError: boolean;
  readonly structured: unknown;
  readonly ms: number;
}

/** One 2026-07-28 call by hand, on a connection of its own. @throws Error for anything but a tool's result */
export async function callTool(
  url: string,
  name: string,
  args: object = {},
  { headers = {}, timeoutMs = 20_000 } = {},
): Promise<ToolAnswer> {
  const started = performance.now();
  const request = modernCall("call", name, args);
  const answer = await send(`${url}/mcp`, { ...request, headers: { ...request.headers, ...headers }, timeoutMs });
  const message = lastMessage(answer.text);
  if (message.result === undefined) throw new Error(`${name}: ${answer.status} ${answer.text}`);
  return {
    status: answer.status,
    text: textOf(message),
    isError: message.result["isError"] === true,
    structured: message.result["structuredContent"],
    ms: performance.now() - started,
  };
}
