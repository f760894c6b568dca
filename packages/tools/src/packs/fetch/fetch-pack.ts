import { definePack, type Pack } from "../../define-tool.ts";
import { createFetch } from "./fetch.ts";
import { createHtmlConverter } from "./html/create-html-converter.ts";
import { createDownload } from "./network/download.ts";
import { isPublicAddress } from "./network/public-address.ts";
import { lookupHost, type Lookup } from "./network/resolve-host.ts";

export interface FetchPackOptions {
  /** Lets calls reach private, loopback, link-local and metadata addresses. */
  readonly allowPrivate: boolean;
  /** Largest response, as sent and as unpacked; 5 MiB unless told. */
  readonly bytesMax?: number;
  /** For a whole call, redirects included; 30 seconds unless told. */
  readonly timeoutMs?: number;
  /** Largest result of a call, in bytes; how much of a page fits follows from it. 1 MiB unless told. */
  readonly resultBytesMax?: number;
  /** Answers for host names; the system's unless told. */
  readonly lookup?: Lookup;
}

/** The tool of the reference fetch server, kept away from private networks. */
export function createFetchPack(options: FetchPackOptions): Pack {
  const {
    allowPrivate,
    bytesMax = 5_242_880,
    timeoutMs = 30_000,
    resultBytesMax = 1_048_576,
    lookup = lookupHost,
  } = options;
  return definePack({
    name: "fetch",
    description: "Pages and files from the web, as Markdown, text or JSON",
    definitions: [
      createFetch({
        download: createDownload({ isAllowed: allowPrivate ? () => true : isPublicAddress, bytesMax, lookup }),
        toMarkdown: createHtmlConverter(),
        timeoutMs,
        // Structured content is mirrored as text, and a notice needs room.
        contentBytesMax: Math.max(512, Math.floor(resultBytesMax / 2) - 8192),
      }),
    ],
  });
}
