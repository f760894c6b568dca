import { AppError, type PolicyDocument, type PolicyStore, type PolicyVersion } from "@mcp-tools/core";
import { parsePolicy } from "../document/policy-schema.ts";

export interface MemoryPolicyStore extends PolicyStore {
  /** Adds a version from parts of a document, whatever the newest is. */
  put(parts: Readonly<Record<string, unknown>>): Promise<PolicyVersion>;
  /** Makes every further use fail with this, until it is taken back. */
  failWith(error: Error | undefined): void;
  /** Documents read so far. */
  readonly reads: number;
}

/** A policy store for tests, which tells of changes as the real one does. */
export function createMemoryPolicyStore(announce: (version: number) => void = () => {}): MemoryPolicyStore {
  const versions: PolicyVersion[] = [];
  let failure: Error | undefined;
  let reads = 0;
  const answer = <T>(value: () => T): Promise<T> =>
    new Promise((resolve, reject) => (failure === undefined ? resolve(value()) : reject(failure)));

  const save: PolicyStore["save"] = async ({ basedOn, document, createdBy, note }) => {
    await answer(() => undefined);
    const newest = versions.at(-1)?.version ?? 0;
    if (basedOn !== newest)
      throw new AppError("conflict", `The policy was changed meanwhile: the newest version is ${newest}.`);
    const made = {
      version: newest + 1,
      document: structuredClone(document),
      createdAt: 1_000 + newest,
      createdBy,
      note,
    };
    versions.push(made);
    announce(made.version);
    return made;
  };

  return {
    current: () => {
      reads += 1;
      return answer(() => versions.at(-1));
    },
    get: (version) => answer(() => versions.find((one) => one.version === version)),
    history: ({ before = Number.POSITIVE_INFINITY, limit }) =>
      answer(() =>
        versions
          .filter(({ version }) => version < before)
          .toReversed()
          .slice(0, limit)
          .map(({ document: _, ...rest }) => rest),
      ),
    save,
    put: (parts) =>
      save({
        basedOn: versions.at(-1)?.version ?? 0,
        document: parsePolicy(parts) satisfies PolicyDocument,
        createdBy: "test",
      }),
    failWith(error) {
      failure = error;
    },
    get reads() {
      return reads;
    },
  };
}
