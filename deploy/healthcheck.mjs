// HEALTHCHECK of the image: asks /health of what this container runs. Which that is, stands on the command line of process 1.
import { readFileSync } from "node:fs";

const port = { mcp: process.env.PORT || "9090", console: process.env.ADMIN_PORT || "9091" };
const words = readFileSync("/proc/1/cmdline", "utf8").split("\0");
const ports =
  words.includes("mcp-sse") || words.includes("--no-admin")
    ? [port.mcp]
    : words.includes("admin")
      ? [port.console]
      : words.includes("mcp-stdio")
        ? []
        : [port.mcp, port.console];

const answers = await Promise.allSettled(
  ports.map((number) => fetch(`http://127.0.0.1:${number}/health`, { signal: AbortSignal.timeout(2500) })),
);
process.exitCode = answers.every(({ value }) => value?.ok === true) ? 0 : 1;
