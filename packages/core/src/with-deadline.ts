import { AppError } from "./errors.ts";

const secondLookMs = 50;

/**
 * The promise's result, or an error once `timeoutMs` have passed: a hanging network never rejects by itself.
 * What the promise waits for goes on; ending it is the caller's business.
 * @throws AppError `timeout`
 */
export function withDeadline<T>(promise: PromiseLike<T>, timeoutMs: number, what: string): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const expire = () => reject(new AppError("timeout", `${what} did not answer within ${timeoutMs} ms.`));
    // After a suspended laptop or a blocked event loop the timer fires before the answer, already here, is read.
    let timer = setTimeout(() => (timer = setTimeout(expire, secondLookMs)), timeoutMs);
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
