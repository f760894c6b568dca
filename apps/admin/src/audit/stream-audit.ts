/**
 * Text as a stream, part by part as the reader takes it: at most one part is held. A failure in between breaks the stream
 * off, so that what came so far does not look complete. A reader that takes nothing for `idleMs` is given up.
 * @throws what reading the first part throws
 */
export async function streamAudit(
  parts: AsyncIterable<string>,
  { idleMs }: { readonly idleMs: number },
): Promise<ReadableStream<Uint8Array>> {
  const iterator = parts[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let ahead: IteratorResult<string> | undefined = await iterator.next();
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
    for (;;) {
      const { done, value } = ahead ?? (await iterator.next());
      ahead = undefined;
      if (done === true) return { text: "", isLast: true };
      if (value !== "") return { text: value, isLast: false };
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
