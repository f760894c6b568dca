import { hkdfSync } from "node:crypto";
import type { Logger } from "@mcp-tools/core";
import { createRefusalRecorder, personActor, recordChange, type RefusalRecorder } from "@mcp-tools/governance";
import type { Platform } from "@mcp-tools/platform";
import type { ApiDeps } from "../routes/api-deps.ts";
import { createIdentifier } from "./create-identifier.ts";
import { createPeopleAuth } from "./create-people-auth.ts";
import { createThrottle } from "./create-throttle.ts";
import type { Identifier } from "./identity.ts";

export interface Access extends Pick<ApiDeps, "auth" | "throttle" | "access" | "consoleOrigin"> {
  readonly identifier: Identifier;
  readonly refusals: RefusalRecorder;
  /** Writes down what was only counted so far. */
  close(): Promise<void>;
}

export type AccessPlatform = Pick<
  Platform,
  "audit" | "people" | "invitations" | "apiTokens" | "attempts" | "peopleDatabase" | "deriveKeys"
> & { readonly config: Pick<Platform["config"], "admin" | "oidc"> };

/** Everything about who may use the console, over the platform's stores. */
export function openAccess(platform: AccessPlatform, log: Logger): Access {
  const { config, audit, people, invitations, apiTokens, attempts, peopleDatabase } = platform;
  const consoleOrigin = config.admin.url === undefined ? undefined : new URL(config.admin.url).origin;
  const keys = platform.deriveKeys("signing key");
  const refusals = createRefusalRecorder({ audit, log });
  const auth = createPeopleAuth({
    origin: consoleOrigin ?? `http://127.0.0.1:${config.admin.port}`,
    secrets: keys.all.map(({ id, key }) => ({
      version: Number.parseInt(id, 16),
      value: Buffer.from(hkdfSync("sha256", key, "", "mcp-tools console sessions", 32)).toString("hex"),
    })),
    isKeyLasting: keys.isLasting,
    people,
    log,
    invitations,
    oidc: config.oidc,
    database: peopleDatabase,
    async onOidcSignIn(personId) {
      const person = await people.find(personId);
      const actor = person && personActor(person, {});
      if (actor) await recordChange(audit, actor, { kind: "access", action: "sign_in", details: { by: "oidc" } });
    },
  });
  const identifier = createIdentifier({ auth, apiTokens, log });
  return {
    auth,
    identifier,
    throttle: createThrottle({ attempts }),
    refusals,
    access: { audit, people, invitations, apiTokens },
    consoleOrigin,
    async close() {
      await identifier.close();
      await refusals.close();
    },
  };
}
