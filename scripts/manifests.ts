// Reading and judging what lies in deploy/: Kubernetes manifests against the API's own schemas.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { listFiles } from "./fingerprint.mjs";

/** One document of a manifest; what is in it, the schemas know. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  // oxlint-disable-next-line typescript/no-explicit-any -- the tests look into documents of every kind
  readonly spec?: any;
}

/** These are not the API server's: kustomize reads the first, the Prometheus operator defines the second. */
const foreign = /^(?:kustomize\.config\.k8s\.io|monitoring\.coreos\.com)\//;

/** The documents of all files below a folder, `kustomization.yaml` apart. */
export function readManifests(root: string, folder: string): Manifest[] {
  const isManifest = (name: string, isFolder: boolean) =>
    isFolder || (name.endsWith(".yaml") && name !== "kustomization.yaml");
  return listFiles(root, [folder], isManifest).flatMap((file) =>
    parseManifests(readFileSync(join(root, file), "utf8")),
  );
}

/** @throws Error where it is no YAML */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text)
    .map((document) => {
      if (document.errors[0] !== undefined) throw document.errors[0];
      return document.toJS() as Manifest | null;
    })
    .filter((manifest) => manifest !== null);
}

/**
 * What the compiler finds wrong with them as literals of the API's types: a missing field, a wrong type, a field that there
 * is not.
 * @returns nothing where all is well
 */
export async function judgeManifests(root: string, manifests: readonly Manifest[]): Promise<string> {
  const own = manifests.filter(({ apiVersion }) => !foreign.test(apiVersion));
  const lines = own.map(({ apiVersion, kind, ...rest }, index) => {
    const type = `import("kubernetes-models/${apiVersion}").I${kind}`;
    return `export const m${index}: ${type} = ${JSON.stringify({ apiVersion, kind, ...rest })};`;
  });
  // Below the root, where the types are found.
  const parent = join(root, "node_modules", ".cache");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "manifests-"));
  try {
    const file = join(folder, "manifests.ts");
    writeFileSync(file, lines.join("\n"));
    const flags = [
      "--noEmit",
      "--strict",
      "--skipLibCheck",
      "--module",
      "nodenext",
      "--target",
      "esnext",
      "--types",
      "",
    ];
    return await new Promise((resolve) =>
      execFile(join(root, "node_modules", ".bin", "tsc"), [...flags, file], { cwd: folder }, (error, stdout, stderr) =>
        resolve(error === null ? "" : `${stdout}${stderr}`.trim() || error.message),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
