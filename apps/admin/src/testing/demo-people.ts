import { createApiToken, invitePerson, operator } from "@mcp-tools/governance";
import { createFakePeople, fakePerson, type FakePeople } from "./fake-people.ts";

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const phone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

/** A small team, with an invitation and tokens. `tidy`: nobody has a name that is there to break the page. */
export async function createDemoPeople(now: number, { tidy = false } = {}): Promise<FakePeople> {
  const access = createFakePeople([
    fakePerson({ name: "Ada Lovelace", lastSeenAt: now - 20_000 }),
    fakePerson({
      id: "p2",
      name: "林月",
      email: "lin@example.com",
      role: "admin",
      lastSeenAt: now - 5_400_000,
      hasSecondFactor: true,
    }),
    fakePerson({
      id: "p3",
      name: tidy
        ? "Grace Hopper"
        : "Grace \u202Eretep <script>alert(1)</script> with a name that does not end where others do 🛠️",
      email: tidy ? "grace@example.com" : "grace.hopper.with.a.long.address@engineering.example.com",
      role: "auditor",
      signsInWith: ["password", "oidc"],
    }),
  ]);
  const session = { personId: "p1", createdAt: now - 86_400_000, expiresAt: now + 86_400_000 };
  access.people.sessions = async (personId) =>
    personId === "p3"
      ? []
      : [
          { ...session, id: "s1", lastSeenAt: now - 20_000, address: "192.0.2.7", userAgent: firefox },
          { ...session, id: "s2", lastSeenAt: now - 7_200_000, address: "2001:db8::1f", userAgent: phone },
        ];
  await invitePerson(access, operator, { email: "hedy@example.com", role: "approver" });
  await createApiToken(access, operator, { name: "nightly export", role: "auditor", lifetimeMs: 30 * 86_400_000 });
  await createApiToken(access, operator, { name: "deploy", role: "admin" });
  return access;
}
