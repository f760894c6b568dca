import { parentPort, workerData } from "node:worker_threads";

/** Set as `workerData` of the thread that is to convert pages. */
export const HTML_WORKER = "mcp-tools html worker";

/** Where this module is, whatever a bundler has made of it: a thread that is started here converts pages. */
export const htmlWorkerUrl = import.meta.url;

export interface HtmlJob {
  readonly html: string;
  /** Base of relative links. */
  readonly url: string;
}

export type HtmlOutcome = { readonly title?: string; readonly markdown: string } | { readonly failed: string };

if (workerData === HTML_WORKER && parentPort !== null) {
  const port = parentPort;
  const { htmlToMarkdown } = await import("./html-to-markdown.ts");
  port.on("message", (job: HtmlJob) => {
    let outcome: HtmlOutcome;
    try {
      outcome = htmlToMarkdown(job);
    } catch (error) {
      outcome = { failed: String(error) };
    }
    port.postMessage(outcome);
  });
}
