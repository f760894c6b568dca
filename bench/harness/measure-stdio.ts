import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { initializeBody, legacyVersion } from "../load/mcp-requests.ts";
import { messageOf } from "./message-of.ts";
import type { PartContext } from "./part-context.ts";
import { builtApp } from "./built-app.ts";
import { ours, peerPath } from "./servers.ts";
import { orderOf, type Sample } from "./statistics.ts";
import { stopLeftDatabase } from "./stop-left-database.ts";

export const stdioPeers = ["sdk-v2-stdio", "sdk-v1-stdio"] as const;
const answerMs = 30_000;
/** Between runs, so that the end of one does not slow the start of the next. */
const restMs = 100;

export interface StdioSample extends Sample {
  readonly initializeMs: number;
}

/** Time from spawn to the complete `initialize` answer. The first round fills the file cache and the compile cache, and is left out. */
export async function measureStdio(context: PartContext): Promise<StdioSample[]> {
  const { options, say, problem } = context;
  const dataDir = join(context.workDir, "data-stdio");
  const samples: StdioSample[] = [];
  for (let round = -1; round < options.stdioRounds; round++) {
    for (const target of orderOf([ours, ...stdioPeers], round + 1)) {
      try {
        const initializeMs = await measureStart(context, target, dataDir);
        if (round >= 0) samples.push({ target, round, initializeMs });
      } catch (cause) {
        problem(`stdio of ${target}: ${messageOf(cause)}`);
      }
      await sleep(restMs);
    }
  }
  await stopLeftDatabase(dataDir);
  say(`stdio: ${options.stdioRounds} rounds`);
  return samples;
}

async function measureStart({ children }: PartContext, target: string, dataDir: string): Promise<number> {
  const path = target === ours ? builtApp("mcp-stdio") : peerPath(target);
  const startedAt = performance.now();
  const child = children.start({
    name: target,
    args: [path],
    settings: target === ours ? { DATA_DIR: dataDir } : {},
    isPiped: true,
  });
  const { stdin, stdout } = child.process;
  stdin?.write(`${JSON.stringify(initializeBody(legacyVersion))}\n`);
  const answer = new Promise<string>((resolve) => {
    let text = "";
    stdout?.setEncoding("utf8").on("data", (part) => {
      text += part;
      if (text.includes("\n")) resolve(text);
    });
  });
  const late = sleep(answerMs, undefined, { ref: false });
  const line = await Promise.race([answer, child.ended.then(() => undefined), late]);
  const initializeMs = performance.now() - startedAt;
  stdin?.end();
  await Promise.race([child.ended, sleep(5000, undefined, { ref: false })]);
  await child.stop();
  if (line === undefined) throw new Error(`no answer to initialize: ${child.logTail()}`);
  const message = JSON.parse(line.split("\n")[0] ?? "");
  if (message.id !== 1 || message.result?.protocolVersion !== legacyVersion)
    throw new Error(`a wrong answer to initialize: ${line.slice(0, 200)}`);
  return initializeMs;
}
