import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { listLicences } from "./licences.ts";
import { bringMantineStyles } from "./mantine-styles.ts";

const outDir = join(import.meta.dirname, "../dist/web");

export default defineConfig({
  plugins: [react(), bringMantineStyles(), listLicences(join(import.meta.dirname, "..")), compressFiles()],
  // The server puts the nonce of each answer in its place; see src/routes/web.ts.
  html: { cspNonce: "__CSP_NONCE__" },
  resolve: {
    alias: { "@rjsf/validator-ajv8": join(import.meta.dirname, "src/pages/tools/try-it/no-ajv.ts") },
  },
  build: {
    outDir,
    emptyOutDir: true,
    // The policy allows no scripts from data: addresses, and files cache better.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              // What changes with no release of ours stays in the browser's cache over many. Trans only few pages need.
              name: "framework",
              priority: 3,
              test: /node_modules\/(react|react-dom|scheduler|@tanstack\/(react-query|query-core|react-router|router-core|history|store|react-store)|i18next|react-i18next(?!.*\/Trans)|use-sync-external-store)\//,
            },
            { name: "first", priority: 2, tags: ["$initial"] },
            // What many pages share comes in few files: a hundred small ones wait for each other.
            {
              name: "basics",
              priority: 1,
              minShareCount: 3,
              test: /\/@mantine\/(hooks\/|core\/esm\/(core|utils)\/|core\/(esm\/components|styles)\/(Input|InputBase|InlineInput|TextInput|PasswordInput|CopyButton|FloatingIndicator|Group|SegmentedControl|Skeleton)\b)/,
            },
            { name: "icons", test: /\/@tabler\// },
            {
              name: "controls",
              minShareCount: 5,
              test: /node_modules\/(@mantine\/core|@floating-ui\/|react-remove-scroll)/,
            },
            {
              name: "parts",
              minShareCount: 4,
              test: /web\/src\/(api|app|format|components)\/(?!confirm|connect|data-|side-panel|undo|use-)/,
            },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    port: 9092,
    strictPort: true,
    proxy: { "/api": { target: "http://127.0.0.1:9091", changeOrigin: true } },
  },
});

/** Writes `.br` and `.gz` beside each text file, so that the server compresses nothing at run time. */
function compressFiles(): Plugin {
  const kinds = new Set([".js", ".css", ".svg"]);
  const encodings = { ".br": promisify(brotliCompress), ".gz": promisify(gzip) };
  return {
    name: "compress-files",
    apply: "build",
    async closeBundle() {
      const names = await readdir(outDir, { recursive: true });
      await Promise.all(
        names
          .filter((name) => kinds.has(extname(name)))
          .map(async (name) => {
            const path = join(outDir, name);
            const bytes = await readFile(path);
            if (bytes.length < 1024) return;
            await Promise.all(
              Object.entries(encodings).map(async ([ending, compress]) =>
                writeFile(path + ending, await compress(bytes)),
              ),
            );
          }),
      );
    },
  };
}
