/** Opening may start and migrate the embedded database for the first time. */
const OPEN_TIMEOUT_MS = 30_000;

/** @throws Error where it takes longer than opening the database may */
export async function withOpenDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${OPEN_TIMEOUT_MS / 1000} s`)), OPEN_TIMEOUT_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
