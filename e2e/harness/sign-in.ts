import type { App } from "./app.ts";
import { send, type Answer } from "./http.ts";
import { until } from "./until.ts";

export const owner = { name: "Olive Owner", email: "olive@example.com", password: "several unrelated words" } as const;

/** A person who is signed in to a console, as a browser's cookie and as a script's token. */
export interface SignedIn {
  /** `name=value`, for a `Cookie` header. */
  readonly cookie: string;
  /** The same for a browser's context. */
  readonly browserCookie: { readonly name: string; readonly value: string; readonly url: string };
  /** With the role owner. */
  readonly token: string;
  /** Headers of a script. */
  readonly headers: { readonly authorization: string };
}

/**
 * Makes the owner of a console that has none yet, by the link in the app's log, and a token.
 * @throws Error where there is an owner already
 */
export async function becomeOwner(app: App): Promise<SignedIn> {
  const url = app.url("admin");
  const link = await until("the set-up link is in the log", () => findSetupLink(app));
  const made = await post(`${url}/api/setup`, { ...owner, token: new URL(link).searchParams.get("token") });
  if (made.status !== 204) throw new Error(`The owner was not made: ${made.status} ${made.text}`);
  const { cookie, browserCookie } = cookieOf(made, url);
  const answer = await post(`${url}/api/tokens`, { name: "e2e", role: "owner" }, { cookie });
  if (answer.status !== 201) throw new Error(`No token was made: ${answer.status} ${answer.text}`);
  const { secret } = JSON.parse(answer.text) as { secret: string };
  return {
    cookie,
    browserCookie,
    token: secret,
    headers: { authorization: `Bearer ${secret}` },
  };
}

/** Somebody who came in by an invitation. @returns their session */
export async function addPerson(
  url: string,
  { headers }: Pick<SignedIn, "headers">,
  { email, name, role }: { readonly email: string; readonly name: string; readonly role: string },
): Promise<Pick<SignedIn, "cookie" | "browserCookie">> {
  const invited = await post(`${url}/api/invitations`, { email, role }, headers);
  if (invited.status !== 201) throw new Error(`Nobody was invited: ${invited.status} ${invited.text}`);
  const { link } = JSON.parse(invited.text) as { link: string };
  const token = new URL(link).searchParams.get("token");
  const accepted = await post(`${url}/api/invitations/accept`, { token, name, password: "four quite different words" });
  if (accepted.status !== 204) throw new Error(`The invitation was not accepted: ${accepted.status} ${accepted.text}`);
  return cookieOf(accepted, url);
}

function cookieOf({ headers }: Answer, url: string): Pick<SignedIn, "cookie" | "browserCookie"> {
  const cookie = (headers["set-cookie"] ?? [])[0]?.split(";")[0] ?? "";
  const [name = "", ...value] = cookie.split("=");
  return { cookie, browserCookie: { name, value: value.join("="), url } };
}

/** The link that an app has printed for whoever is to become its owner. */
export function findSetupLink(app: App): string | undefined {
  return /https?:\/\/\S+\/setup\?token=[\w-]+/.exec(app.stderr())?.[0];
}

/** As our own page would send it. */
export function post(url: string, body: object, headers: Readonly<Record<string, string>> = {}) {
  return send(url, { method: "POST", body, headers: { origin: new URL(url).origin, ...headers } });
}
