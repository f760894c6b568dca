import { AppError } from "@mcp-tools/core";

/** The promise's value, or AppError `timeout` after `deadlineMs`. */
export async function within<T>(deadlineMs: number, what: string, work: Promise<T> | T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AppError("timeout", `${what} did not answer within ${deadlineMs} ms.`)),
      deadlineMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
