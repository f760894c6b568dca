import type { CredentialStore, StoredCredential } from "@mcp-tools/core";

/** A credential store in memory; `rows` can be tampered with. */
export function createMemoryCredentialStore(): CredentialStore & { readonly rows: Map<string, StoredCredential> } {
  const rows = new Map<string, StoredCredential>();
  const all = () => [...rows.values()];
  return {
    rows,
    async put(credential) {
      const before = all().find(
        ({ name, principalId }) => name === credential.name && principalId === credential.principalId,
      );
      const id = before?.id ?? credential.id;
      const stored = { ...credential, id, createdAt: before?.createdAt ?? Date.now(), updatedAt: Date.now() };
      rows.set(id, stored);
      return stored;
    },
    async find(names, principalId) {
      return names.flatMap((name) => {
        const named = all().filter((row) => row.name === name);
        const own = named.find((row) => row.principalId === principalId);
        const found = own ?? named.find((row) => row.principalId === undefined);
        return found === undefined ? [] : [found];
      });
    },
    list: async () => all(),
    async reseal(id, nonce, sealed) {
      const row = rows.get(id);
      if (row === undefined || !Buffer.from(row.nonce).equals(nonce)) return false;
      rows.set(id, { ...row, ...sealed });
      return true;
    },
    delete: async (id) => rows.delete(id),
  };
}
