import { styleText } from "node:util";

/** Where a command's words go: results to stdout, remarks for a person to stderr. */
export interface Output {
  print(text: string): void;
  note(text: string): void;
  json(value: unknown): void;
  /** Bold where stderr is a terminal that shows it; the text itself elsewhere (NO_COLOR is respected). */
  bold(text: string): string;
  dim(text: string): string;
}

export function createOutput(
  stdout: NodeJS.WriteStream = process.stdout,
  stderr: NodeJS.WriteStream = process.stderr,
): Output {
  for (const stream of [stdout, stderr]) stream.on("error", passOverBrokenPipe);
  return {
    print: (text) => void stdout.write(`${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    json: (value) => void stdout.write(`${JSON.stringify(value, undefined, 2)}\n`),
    bold: (text) => styleText("bold", text, { stream: stderr }),
    dim: (text) => styleText("dim", text, { stream: stderr }),
  };
}

/** Whoever read has seen enough (`| head`): the command ends as it would have, and closes what it opened. */
function passOverBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
