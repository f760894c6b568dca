import type { ResultStore } from "@mcp-tools/core";
import { definePack, defineResourceTemplate, type Pack, type ToolResult } from "@mcp-tools/tools";
import { createPageCache } from "./create-page-cache.ts";
import { resultUri } from "./result-uri.ts";
import { splitResult, type Page } from "./split-result.ts";

const PAGE_BYTES = 64 * 1024;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const PAGE = /^[1-9]\d{0,5}$/;

/**
 * Kept results as resources, for the principal who called and nobody else. That one is another's, that it is over, and
 * that it never was, look alike. In every catalogue: a toolset that gives the tool gives its result.
 */
export function createResultsPack({ store }: { store: Pick<ResultStore, "get"> }): Pack {
  const cache = createPageCache();

  async function pagesOf(id: string, principalId: string): Promise<readonly Page[]> {
    const key = `${principalId} ${id}`;
    const cached = cache.get(key);
    if (cached !== undefined) return cached;
    const kept = await store.get(id, principalId);
    if (kept === undefined) return [];
    const pages = splitResult(JSON.parse(kept.result) as ToolResult, PAGE_BYTES);
    cache.set(key, pages);
    return pages;
  }

  return definePack({
    name: "results",
    description: "Results that were too long to send, in pages, for an hour",
    definitions: [
      defineResourceTemplate({
        uriTemplate: resultUri("{id}", 0).replace(/0$/, "{page}"),
        name: "kept_result",
        title: "Long results",
        description:
          "The whole of a result that was too long to send, in pages of 64 KB, for an hour. The result that was cut links to its first page, and each page to the next.",
        always: true,
        async read({ id = "", page = "" }, { principal, uri }) {
          if (!UUID.test(id) || !PAGE.test(page)) return undefined;
          const pages = await pagesOf(id, principal.id);
          const contents = pages[Number(page) - 1];
          if (contents === undefined) return undefined;
          const place = { uri, mimeType: "text/plain", text: placeOf(id, Number(page), pages.length) };
          return { contents: [...contents.map((part) => ({ uri, ...part })), place] };
        },
      }),
    ],
  });
}

function placeOf(id: string, page: number, count: number): string {
  const next = page < count ? `The next one is ${resultUri(id, page + 1)}` : "There are no more.";
  return `[Page ${page} of ${count}. ${next}]`;
}
