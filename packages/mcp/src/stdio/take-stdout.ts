import { Writable } from "node:stream";

/** What was printed waits in memory while nobody reads stderr; beyond this it is dropped, as lines of the log are. */
const WAITING_MAX = 8 * 1024 * 1024;

/**
 * Keeps stdout for the protocol: the stream that comes back is the only way to it. Whatever else is printed in this
 * process (`console.log`, `process.stdout.write`, a pipe into `process.stdout`) goes to stderr as it is, since on stdout
 * it would be no message, and without a line's end would spoil the next one. Once a process, and before anything is
 * loaded that may print.
 */
export function takeStdout(std: { readonly stdout: Writable; readonly stderr: Writable } = process): Writable {
  const { stdout } = std;
  const write = stdout.write.bind(stdout);
  const protocol = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, encoding, done) {
      if (write(chunk, encoding)) done();
      else stdout.once("drain", done);
    },
  });
  // The client is gone. Whoever uses the protocol's stream is to hear of it, and nobody listens to this one.
  stdout.on("error", (error: Error) => protocol.destroy(error));

  let stderr: Writable | undefined;
  /** Waits for nobody: a client that does not read our stderr must not stop a tool that prints. */
  function print(chunk: unknown, encoding: BufferEncoding | undefined): void {
    stderr ??= std.stderr.on("error", () => {});
    if (stderr.writableLength < WAITING_MAX) stderr.write(chunk, encoding ?? "utf8");
  }
  stdout.write = ((chunk: unknown, ...rest: unknown[]): boolean => {
    print(chunk, rest.find(isEncoding));
    const done = rest.find(isCallback);
    if (done !== undefined) process.nextTick(done);
    return true;
  }) as typeof stdout.write;
  // `pipeline` ends what it writes to, and waits for its finish.
  stdout.end = ((...args: unknown[]): Writable => {
    const [chunk] = args;
    if (chunk !== undefined && chunk !== null && !isCallback(chunk)) print(chunk, args.slice(1).find(isEncoding));
    const done = args.find(isCallback);
    process.nextTick(() => {
      done?.();
      stdout.emit("finish");
    });
    return stdout;
  }) as typeof stdout.end;
  return protocol;
}

function isEncoding(value: unknown): value is BufferEncoding {
  return typeof value === "string";
}

function isCallback(value: unknown): value is () => void {
  return typeof value === "function";
}
