import { createHash } from "node:crypto";
import { createRequestStateCodec, type ServerContext } from "@modelcontextprotocol/server";

/** What a client brings back in `requestState`: the answers of all earlier rounds of this very request. */
export interface InputState {
  readonly answers: Readonly<Record<string, unknown>>;
  /** Of the request it belongs to; see {@link digestOf}. */
  readonly digest: string;
}

export interface RequestStates {
  /** Signed, bound to the principal, the endpoint and the method, good for ten minutes. Not encrypted: the client can read its own answers. */
  mint(state: InputState, owner: StateOwner): Promise<string>;
  /** @throws Error when it was tampered with, has expired, or belongs to another principal, endpoint or method */
  verify(state: string, owner: StateOwner): Promise<InputState>;
}

export interface StateOwner {
  readonly principalId: string;
  readonly toolset: string | undefined;
  readonly method: string;
}

/** `requestState` comes back through the client, so it is an attacker's to write (2026-07-28 MRTR, server requirements). */
export function createRequestStates(signingKey: () => Uint8Array): RequestStates {
  let made: ReturnType<typeof createRequestStateCodec<InputState>> | undefined;
  const codec = () => {
    made ??= createRequestStateCodec<InputState>({
      key: signingKey(),
      bind: (ctx) => `${ctx.mcpReq.method}\0${ctx.http?.authInfo?.clientId ?? ""}`,
    });
    return made;
  };
  return {
    mint: (state, owner) => codec().mint(state, toContext(owner)),
    verify: (state, owner) => codec().verify(state, toContext(owner)),
  };
}

/** The only parts that the binding above reads. */
function toContext({ principalId, toolset, method }: StateOwner): ServerContext {
  const clientId = JSON.stringify([principalId, toolset ?? null]);
  return { mcpReq: { method }, http: { authInfo: { clientId } } } as ServerContext;
}

/** SHA-256 of what identifies a request: its name or URI, and its arguments. */
export function digestOf(params: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(params) ?? "")
    .digest("base64url");
}
