import type { AuditRecord } from "@mcp-tools/core";
import type { AuditFormat } from "./audit-format.ts";

export interface AuditStreamOptions {
  readonly format: AuditFormat;
  /** A reader that takes nothing for this long is given up. */
  readonly idleMs: number;
}

/**
 * The rows as text, page by page as the reader takes them: at most one page is held. A failure in between breaks the stream
 * off, so that what came so far does not look complete.
 * @throws what reading the first page throws
 */
export async function streamAudit(
  pages: AsyncIterable<readonly AuditRecord[]>,
  { format, idleMs }: AuditStreamOptions,
): Promise<ReadableStream<Uint8Array>> {
  const iterator = pages[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let ahead: IteratorResult<readonly AuditRecord[]> | undefined = await iterator.next();
  let head = format.head;
  let idle: NodeJS.Timeout | undefined;

  const release = () => {
    clearTimeout(idle);
    return iterator.return?.();
  };
  const watch = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    idle = setTimeout(() => {
      controller.error(new Error(`The reader took nothing for ${idleMs} ms.`));
      void Promise.resolve(release()).catch(() => undefined);
    }, idleMs).unref();
  };

  /** Until there is some: an empty chunk would wake nobody. */
  async function nextText(): Promise<{ text: string; isLast: boolean }> {
    for (let text = head; ;) {
      const { done, value } = ahead ?? (await iterator.next());
      ahead = undefined;
      head = "";
      if (done === true) return { text, isLast: true };
      text += value.map((row) => format.line(row)).join("");
      if (text !== "") return { text, isLast: false };
    }
  }

  return new ReadableStream<Uint8Array>(
    {
      start: watch,
      async pull(controller) {
        clearTimeout(idle);
        const { text, isLast } = await nextText();
        if (text !== "") controller.enqueue(encoder.encode(text));
        if (isLast) controller.close();
        else watch(controller);
      },
      async cancel() {
        await release();
      },
    },
    { highWaterMark: 0 },
  );
}
