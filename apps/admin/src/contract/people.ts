import { z } from "@hono/zod-openapi";
import { permissions, roles } from "@mcp-tools/governance";

const epochMs = z.number().openapi({ description: "Milliseconds since the epoch." });

export const RoleName = z.enum(roles).openapi("Role");
export const PermissionName = z.enum(permissions as [(typeof permissions)[number]]).openapi("Permission");
export type Permission = z.output<typeof PermissionName>;

/** Whoever asks. */
export const Me = z
  .object({
    id: z.string().openapi({ description: "Of their principal: `user:…` or `token:…`." }),
    kind: z.enum(["person", "token"]),
    name: z.string(),
    email: z.string().optional(),
    role: RoleName,
    permissions: z.array(PermissionName),
    sessionExpiresAt: epochMs.optional(),
  })
  .openapi("Me");
export type Me = z.output<typeof Me>;

/** What the page needs to know before anybody is signed in. */
export const AuthState = z
  .object({
    me: Me.nullable(),
    setUp: z
      .boolean()
      .openapi({ description: "False until the first owner was made, by the link that the server prints." }),
    oidc: z
      .object({ name: z.string() })
      .nullable()
      .openapi({ description: "The identity provider that people may sign in with, too." }),
  })
  .openapi("AuthState");

const email = z.string().trim().max(254).pipe(z.email());
/** Whether it will do is for the server's rules to say, in words; longer ones are not even looked at. */
const password = z.string().min(1).max(512);
const linkToken = z.string().min(20).max(200);
const personName = z.string().min(1).max(200);

export const SignIn = z.object({ email: z.string().trim().min(1).max(254), password }).openapi("SignIn");
export const Setup = z.object({ token: linkToken, name: personName, email, password }).openapi("Setup");
export const InvitationToken = z.object({ token: linkToken }).openapi("InvitationToken");
export const AcceptInvitation = z.object({ token: linkToken, name: personName, password }).openapi("AcceptInvitation");
export const Rename = z.object({ name: personName }).openapi("Rename");
export const ChangePassword = z.object({ current: password, next: password }).openapi("ChangePassword");
export const StartOidc = z
  .object({
    returnTo: z
      .string()
      .max(2000)
      .regex(/^\/(?![/\\])[^\s\\]*$/, "a path of the console")
      .default("/"),
  })
  .openapi("StartOidc");
export const OidcStarted = z.object({ url: z.url() }).openapi("OidcStarted");

export const Person = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: z.string(),
    createdAt: epochMs,
    lastSeenAt: epochMs.optional().openapi({ description: "To some minutes; absent without an open session." }),
    signsInWith: z.array(z.enum(["password", "oidc"])).readonly(),
  })
  .openapi("Person");

export const InvitationView = z
  .object({
    id: z.string(),
    kind: z.enum(["setup", "invitation"]),
    email: z.string().optional(),
    role: z.string(),
    createdAt: epochMs,
    createdBy: z.string(),
    expiresAt: epochMs,
  })
  .openapi("Invitation");

export const PeopleList = z
  .object({ people: z.array(Person), invitations: z.array(InvitationView) })
  .openapi("PeopleList");
export const Invite = z.object({ email, role: RoleName }).openapi("Invite");
export const Invited = z
  .object({
    invitation: InvitationView,
    link: z.url().openapi({ description: "For the invited person. It is not shown again." }),
  })
  .openapi("Invited");
/** As the invited person sees it before accepting. */
export const InvitationOffer = z
  .object({ email: z.string(), role: RoleName, expiresAt: epochMs })
  .openapi("InvitationOffer");
export const RoleChange = z.object({ role: RoleName }).openapi("RoleChange");

export const SessionView = z
  .object({
    id: z.string(),
    createdAt: epochMs,
    lastSeenAt: epochMs.openapi({ description: "To some minutes." }),
    expiresAt: epochMs,
    address: z.string().optional(),
    userAgent: z.string().optional(),
    current: z.boolean().openapi({ description: "The one that asks." }),
  })
  .openapi("Session");
export const SessionList = z.object({ sessions: z.array(SessionView) }).openapi("SessionList");
export const Ended = z.object({ ended: z.number().openapi({ description: "How many sessions." }) }).openapi("Ended");

export const TokenView = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string().openapi({ description: "The part of the secret that may be shown." }),
    role: z.string(),
    createdAt: epochMs,
    createdBy: z.string(),
    expiresAt: epochMs.optional(),
    revokedAt: epochMs.optional(),
    lastUsedAt: epochMs.optional().openapi({ description: "To some seconds." }),
  })
  .openapi("Token");
export const TokenList = z.object({ tokens: z.array(TokenView) }).openapi("TokenList");
export const CreateToken = z
  .object({
    name: z.string().min(1).max(100),
    role: RoleName,
    expiresInDays: z.number().positive().max(3650).optional().openapi({ description: "Absent: it does not expire." }),
  })
  .openapi("CreateToken");
export const TokenCreated = z
  .object({ token: TokenView, secret: z.string().openapi({ description: "It is not shown again." }) })
  .openapi("TokenCreated");
