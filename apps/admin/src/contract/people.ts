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

/** Of an authenticator app, or a backup code. */
const code = z.string().min(1).max(64).openapi({ example: "492039" });

export const CodeNeeded = z
  .object({
    needs: z.literal("code"),
    withinSeconds: z.number().openapi({ description: "Then the first step has to be taken again." }),
  })
  .openapi("CodeNeeded", { description: "The password is right; there is no session yet." });
export const GivenCode = z.object({ code }).openapi("GivenCode");
export const GivenPassword = z.object({ password }).openapi("GivenPassword");
export const PasswordAndCode = z.object({ password, code }).openapi("PasswordAndCode");

export const SecondFactorState = z
  .object({
    state: z.enum(["on", "off", "elsewhere"]).openapi({
      description: "`elsewhere`: without a password here, the identity provider is where to ask for more.",
    }),
    backupCodesLeft: z.number().optional().openapi({ description: "Absent unless it is on." }),
  })
  .openapi("SecondFactor");
const backupCodes = z
  .array(z.string())
  .readonly()
  .openapi({ description: "Each lets one in once, in place of a code." });
export const SecondFactorBegun = z
  .object({
    uri: z.string().openapi({ description: "`otpauth://totp/…`, for a QR code." }),
    secret: z.string().openapi({ description: "Base 32, to be typed into an app." }),
    backupCodes,
  })
  .openapi("SecondFactorBegun", { description: "Nothing of it is shown again." });
export const BackupCodes = z.object({ backupCodes }).openapi("BackupCodes");

export const Person = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: z.string(),
    createdAt: epochMs,
    lastSeenAt: epochMs.optional().openapi({ description: "To some minutes; absent without an open session." }),
    signsInWith: z.array(z.enum(["password", "oidc"])).readonly(),
    hasSecondFactor: z.boolean().openapi({ description: "A code is asked for beside the password." }),
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
    isSuspended: z.boolean().openapi({
      description: "Whoever made it may not give its role at present: it is refused meanwhile.",
    }),
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
