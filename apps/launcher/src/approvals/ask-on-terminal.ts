import { createInterface } from "node:readline/promises";

/** Asks for a yes; everything else is a no. Undefined where there is nobody to ask. */
export function askOnTerminal(): ((question: string) => Promise<boolean>) | undefined {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY) return undefined;
  return async (question) => {
    const terminal = createInterface({ input: stdin, output: stderr });
    // The end of the input is no yes either.
    const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
    try {
      return /^y(es)?$/i.test((await Promise.race([terminal.question(question), closed])).trim());
    } finally {
      terminal.close();
    }
  };
}
