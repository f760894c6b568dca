import type { DestinationStream } from "pino";

/**
 * Log lines for people, coloured, one line each. The printer is loaded when the first line comes and only then:
 * lines wait for it, and leave as plain JSON when the process ends first.
 */
export function createTerminalStream(sink: DestinationStream): DestinationStream {
  const waiting: string[] = [];
  let print: ((line: string) => string) | undefined;
  let loading: Promise<void> | undefined;

  const leave = () => {
    for (const line of waiting.splice(0)) sink.write(line);
  };

  async function load(): Promise<void> {
    process.once("exit", leave);
    const { prettyFactory } = await import("pino-pretty");
    const pretty = prettyFactory({ ignore: "pid", translateTime: "SYS:HH:MM:ss.l", singleLine: true });
    print = (line) => pretty(line) ?? line;
    process.off("exit", leave);
    for (const line of waiting.splice(0)) sink.write(print(line));
  }

  return {
    write(line) {
      if (print !== undefined) {
        sink.write(print(line));
        return;
      }
      waiting.push(line);
      loading ??= load().catch(leave);
    },
  };
}
