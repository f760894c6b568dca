import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";

export interface TestIssuer {
  readonly url: string;
  /** Paths asked for so far. */
  readonly requests: string[];
  /** What each path answers with; undefined: nothing comes back. */
  readonly documents: Map<string, { status?: number; body: unknown } | undefined>;
  /** The public key as PEM, for whoever would use it as a shared secret. */
  readonly publicPem: string;
  /** A new signing key under this id, published unless said otherwise. */
  addKey(kid: string, options?: { alg?: string; isPublished?: boolean }): Promise<void>;
  /** A good token, but for what is changed. */
  sign(
    changes?: Readonly<Record<string, unknown>>,
    header?: { kid?: string; typ?: string; alg?: string },
  ): Promise<string>;
  close(): Promise<void>;
}

export const testAudience = "https://tools.example.com/mcp";

/** An OAuth issuer on loopback, below a path. */
export async function startIssuer({ path = "/realms/team", alg = "RS256" } = {}): Promise<TestIssuer> {
  const requests: string[] = [];
  const documents: TestIssuer["documents"] = new Map();
  const keys = new Map<string, { privateKey: CryptoKey; alg: string }>();
  const published: JWK[] = [];
  const server = createServer((req, res) => {
    requests.push(req.url ?? "");
    if (!documents.has(req.url ?? "")) return void res.writeHead(404).end("{}");
    const document = documents.get(req.url ?? "");
    if (document === undefined) return;
    res.writeHead(document.status ?? 200, { "content-type": "application/json", location: "/elsewhere" });
    res.end(typeof document.body === "string" ? document.body : JSON.stringify(document.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const url = `${origin}${path}`;
  let publicPem = "";

  async function addKey(kid: string, options: { alg?: string; isPublished?: boolean } = {}): Promise<void> {
    const { alg: keyAlg = alg, isPublished = true } = options;
    const { privateKey, publicKey } = await generateKeyPair(keyAlg, { extractable: true });
    keys.set(kid, { privateKey, alg: keyAlg });
    if (publicPem === "") publicPem = await exportSPKI(publicKey);
    if (isPublished) published.push({ ...(await exportJWK(publicKey)), kid, alg: keyAlg, use: "sig" });
  }

  await addKey("first");
  documents.set(`/.well-known/oauth-authorization-server${path}`, {
    body: { issuer: url, jwks_uri: `${origin}/keys` },
  });
  documents.set("/keys", { body: { keys: published } });
  return {
    url,
    requests,
    documents,
    publicPem,
    addKey,
    async sign(changes = {}, { kid = "first", typ = "at+jwt", alg: claimed } = {}) {
      const key = keys.get(kid);
      if (key === undefined) throw new Error(`There is no key ${kid}`);
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        iss: url,
        aud: testAudience,
        sub: "ann",
        client_id: "desk",
        scope: "openid tools:read",
        iat: now,
        exp: now + 600,
        ...changes,
      };
      const given = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
      return new SignJWT(given).setProtectedHeader({ alg: claimed ?? key.alg, kid, typ }).sign(key.privateKey);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
