/** Ids of stream events: `{stream}/{seq}`. They hold no session: a stream is looked up within the session that asks. */
export function toEventId(streamId: string, seq: number): string {
  return `${streamId}/${seq}`;
}

export function parseEventId(id: string): { streamId: string; seq: number } | undefined {
  const match = /^([\w-]{1,64})\/(\d{1,15})$/.exec(id);
  return match === null ? undefined : { streamId: match[1] ?? "", seq: Number(match[2]) };
}

/** The stream of messages that belong to no request. */
export const STANDALONE_STREAM = "_GET";
