import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface FakeIdentityProvider {
  readonly issuer: string;
  /** Whoever comes next is this person. */
  person: { sub: string; email: string; email_verified: boolean; name: string };
  /** Claims that replace those of a correct id token. */
  wrong: Record<string, unknown>;
  /** Signs as somebody else would. */
  signsWrongly: boolean;
  /** What was asked of it. */
  readonly requests: string[];
  close(): Promise<void>;
}

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** An OpenID Connect provider on loopback that asks nobody anything: authorization code flow with PKCE (RFC 7636). */
export async function openFakeIdentityProvider(): Promise<FakeIdentityProvider> {
  const [keys, otherKeys] = [1, 2].map(() => generateKeyPairSync("rsa", { modulusLength: 2048 }));
  const codes = new Map<string, { nonce: string | null; challenge: string | null; redirectUri: string | null }>();
  let issuer = "";

  const provider: Omit<FakeIdentityProvider, "issuer" | "close"> = {
    person: { sub: "1", email: "bob@example.com", email_verified: true, name: "Bob" },
    wrong: {},
    signsWrongly: false,
    requests: [],
  };

  function idToken(nonce: string | null): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      aud: "console",
      iat: now,
      exp: now + 300,
      nonce,
      ...provider.person,
      ...provider.wrong,
    };
    const signed = `${base64url({ alg: "RS256", kid: "k1", typ: "JWT" })}.${base64url(claims)}`;
    const key = (provider.signsWrongly ? otherKeys : keys)?.privateKey;
    return `${signed}.${sign("sha256", Buffer.from(signed), key as never).toString("base64url")}`;
  }

  async function token(req: IncomingMessage): Promise<object | undefined> {
    const form = new URLSearchParams(await text(req));
    const code = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (code === undefined || code.challenge !== challenge || code.redirectUri !== form.get("redirect_uri"))
      return undefined;
    return { access_token: randomUUID(), token_type: "Bearer", expires_in: 300, id_token: idToken(code.nonce) };
  }

  const server = createServer((req, res) => {
    const url = new URL(req.url ?? "/", issuer);
    provider.requests.push(url.pathname);
    const json = (body: object | undefined, status = body === undefined ? 400 : 200) =>
      res
        .writeHead(status, { "content-type": "application/json" })
        .end(JSON.stringify(body ?? { error: "invalid_grant" }));
    if (url.pathname === "/.well-known/openid-configuration")
      return json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        id_token_signing_alg_values_supported: ["RS256"],
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
      });
    if (url.pathname === "/keys")
      return json({ keys: [{ ...keys?.publicKey.export({ format: "jwk" }), kid: "k1", alg: "RS256", use: "sig" }] });
    if (url.pathname === "/token") return void token(req).then((answer) => json(answer));
    const code = randomUUID();
    codes.set(code, {
      nonce: url.searchParams.get("nonce"),
      challenge: url.searchParams.get("code_challenge"),
      redirectUri: url.searchParams.get("redirect_uri"),
    });
    const back = new URL(url.searchParams.get("redirect_uri") ?? "http://x/");
    back.searchParams.set("code", code);
    back.searchParams.set("state", url.searchParams.get("state") ?? "");
    return res.writeHead(302, { location: back.href }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(provider, {
    issuer,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
