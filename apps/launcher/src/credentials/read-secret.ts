import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { AppError } from "@mcp-tools/core";

/** More than any credential may have: what is piped in by mistake is not read to its end. */
const CHARACTERS_MAX = 1_000_000;

/**
 * A value that must not stand on a command line, where other users and the shell's history would see it: asked for
 * without showing it, or taken from a pipe, less the newline that ends it.
 */
export async function readSecret(
  prompt: string,
  stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean } = process.stdin,
  stderr: NodeJS.WritableStream = process.stderr,
): Promise<string> {
  return stdin.isTTY === true ? ask(prompt, stdin, stderr) : readPipe(stdin);
}

async function readPipe(stdin: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  stdin.setEncoding("utf8");
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.length > CHARACTERS_MAX) throw new AppError("invalid_input", "That is too long for a credential.");
  }
  return text.replace(/\r?\n$/, "");
}

function ask(prompt: string, stdin: NodeJS.ReadableStream, stderr: NodeJS.WritableStream): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 });
  stderr.write(prompt);
  return new Promise<string>((resolve, reject) => {
    terminal.once("line", resolve);
    terminal.once("SIGINT", () => terminal.close());
    // After a line, this comes too late to matter.
    terminal.once("close", () => reject(new AppError("cancelled", "Nothing was stored.")));
  }).finally(() => {
    terminal.close();
    stderr.write("\n");
  });
}
