import type { DestinationStream } from "pino";
import type { StderrStream } from "./stderr-stream.ts";

/**
 * Log lines for people, coloured, one line each. The printer is loaded meanwhile: the first lines wait for it,
 * and leave as plain JSON when the process ends before.
 */
export function createTerminalStream(sink: StderrStream): DestinationStream {
  const waiting: string[] = [];
  let print: ((line: string) => string) | undefined;

  function leave(): void {
    for (const line of waiting.splice(0)) sink.write(line);
    sink.flushSync();
  }

  function start(printer: (line: string) => string): void {
    process.off("exit", leave);
    print = printer;
    for (const line of waiting.splice(0)) sink.write(print(line));
  }

  process.once("exit", leave);
  loadPrinter().then(start, () => start((line) => line));

  return {
    write(line) {
      if (print === undefined) waiting.push(line);
      else sink.write(print(line));
    },
  };
}

async function loadPrinter(): Promise<(line: string) => string> {
  const { prettyFactory } = await import("pino-pretty");
  const pretty = prettyFactory({ ignore: "pid", translateTime: "SYS:HH:MM:ss.l", singleLine: true });
  return (line) => pretty(line) ?? line;
}
