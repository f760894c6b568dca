import { pipeline, Transform, type Readable, type Writable } from "node:stream";
import { countKeys } from "../json/count-keys.ts";
import { countMembers } from "../json/count-members.ts";
import { capabilities, instructions, LEGACY_VERSIONS, serverInfoOf } from "../server/identity.ts";

/** Input whose first message may have been answered already. */
export interface EarlyAnswer {
  /** All of the input, the answered message included. */
  readonly stdin: Readable;
  /** Resolves once the first message has been looked at, or none has come for a moment: then the rest may be loaded. */
  readonly looked: Promise<void>;
  /** The id of the `initialize` that was answered: the server's own answer to it must not go out as well. */
  answeredId(): string | number | undefined;
}

const NEWLINE = 0x0a;
/** Of a request with parameters; one with more is refused. */
const MEMBERS = 4;
const HANDSHAKE_BYTES_MAX = 65_536;
/** A client that sends its handshake at once has sent it before our process could run. */
const FIRST_MESSAGE_MS = 20;

/**
 * Answers a plain legacy `initialize` at once, while the SDK is still being loaded: a desktop client starts a dozen
 * servers and waits for each. The answer is what the SDK's server gives, from the same constants; anything out of the
 * ordinary is left to it.
 */
export function openEarlyAnswer({
  stdin,
  stdout,
  version,
}: {
  stdin: Readable;
  stdout: Writable;
  version: string;
}): EarlyAnswer {
  let head: Buffer | undefined = Buffer.alloc(0);
  let answered: string | number | undefined;
  let onLooked = (): void => {};
  const looked = new Promise<void>((resolve) => (onLooked = resolve));
  setTimeout(onLooked, FIRST_MESSAGE_MS);

  const input = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (head !== undefined) {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf(NEWLINE);
        if (end !== -1) {
          const request = parseInitialize(head.subarray(0, end));
          if (request !== undefined) {
            answered = request.id;
            stdout.write(`${JSON.stringify(answerTo(request, version))}\n`);
          }
        }
        if (end !== -1 || head.length > HANDSHAKE_BYTES_MAX) {
          head = undefined;
          onLooked();
        }
      }
      done(null, chunk);
    },
  });
  // Not `pipe`, which would leave the rest waiting for an input that broke off.
  pipeline(stdin, input, () => {});
  return { stdin: input, looked, answeredId: () => answered };
}

interface Initialize {
  readonly id: string | number;
  readonly params: { readonly protocolVersion: string };
}

/** The request, when it is one that can have only one answer. */
function parseInitialize(line: Buffer): Initialize | undefined {
  let message: unknown;
  try {
    message = JSON.parse(line.toString("utf8"));
  } catch {
    return undefined;
  }
  if (!isRecord(message) || message["jsonrpc"] !== "2.0" || message["method"] !== "initialize") return undefined;
  if (Object.keys(message).length !== MEMBERS) return undefined;
  // A message that says a thing twice is not answered but refused; so is one too deep to look for that.
  const members = countMembers(line);
  if (members === -1 || countKeys(message) !== members) return undefined;
  const { id, params } = message;
  if (typeof id !== "string" && !Number.isSafeInteger(id)) return undefined;
  // With `_meta` it may be a request of a later revision, which has no handshake.
  if (!isRecord(params) || "_meta" in params || typeof params["protocolVersion"] !== "string") return undefined;
  const { clientInfo, capabilities: declared } = params;
  const isPlain =
    isRecord(declared) &&
    isRecord(clientInfo) &&
    typeof clientInfo["name"] === "string" &&
    typeof clientInfo["version"] === "string";
  return isPlain ? (message as unknown as Initialize) : undefined;
}

function answerTo({ id, params }: Initialize, version: string): object {
  const protocolVersion = LEGACY_VERSIONS.includes(params.protocolVersion)
    ? params.protocolVersion
    : LEGACY_VERSIONS[0];
  return {
    result: { protocolVersion, capabilities, serverInfo: serverInfoOf(version), instructions },
    jsonrpc: "2.0",
    id,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
