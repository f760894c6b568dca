import { openHttpConnection, type HttpConnection } from "./http-connection.ts";

const atOnce = 32;

/** Does the work for 0, 1, …, some at a time, each of them over a connection of its own. */
export async function inShares<T>(
  { port, count, onBroken }: { port: number; count: number; onBroken: (reason: string) => void },
  work: (connection: HttpConnection, index: number) => Promise<T>,
): Promise<T[]> {
  const done: T[] = [];
  let next = 0;
  const share = async (): Promise<void> => {
    const connection = await openHttpConnection({ port, onResponse: () => {}, onBroken });
    for (let index = next++; index < count; index = next++) done[index] = await work(connection, index);
    connection.close();
  };
  await Promise.all(Array.from({ length: atOnce }, share));
  return done;
}
