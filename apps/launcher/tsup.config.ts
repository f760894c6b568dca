import { defineConfig, type Options } from "tsup";
// @boundaries-ignore one way of bundling for every app
import { bundle } from "../../tsup.preset.ts";

const stdioIsBuiltApart: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "stdio-is-built-apart",
  setup(build) {
    build.onResolve({ filter: /\/stdio\/run-stdio\.ts$/ }, () => ({ path: "./stdio/main.js", external: true }));
  },
};

const stdio = bundle({ main: "src/stdio/run-stdio.ts" });
const rest = bundle({ main: "src/main.ts" });

/** `mcp-tools stdio` has a bundle of its own: in a common one it would load what only the other commands need. */
export default defineConfig([
  { ...stdio, outDir: "dist/stdio" },
  { ...rest, clean: ["*"], esbuildPlugins: [stdioIsBuiltApart, ...(rest.esbuildPlugins ?? [])] },
]);
