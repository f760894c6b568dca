import { bigint, boolean, index, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment } from "./columns.ts";

/** People, as better-auth keeps them: its tables and columns, under names of our own. */
export const people = pgTable("people", {
  id: text().primaryKey(),
  name: text().notNull(),
  email: text().notNull().unique(),
  emailVerified: boolean().notNull().default(false),
  image: text(),
  createdAt: createdAt(),
  updatedAt: moment().notNull().defaultNow(),
  /** owner, admin, approver, auditor or viewer. */
  role: text(),
  banned: boolean().default(false),
  banReason: text(),
  banExpires: moment(),
  twoFactorEnabled: boolean().default(false),
});

const personId = () =>
  text()
    .notNull()
    .references(() => people.id, { onDelete: "cascade" });

export const peopleSessions = pgTable(
  "people_sessions",
  {
    id: text().primaryKey(),
    expiresAt: moment().notNull(),
    token: text().notNull().unique(),
    createdAt: createdAt(),
    updatedAt: moment().notNull(),
    ipAddress: text(),
    userAgent: text(),
    userId: personId(),
    impersonatedBy: text(),
  },
  (table) => [index("people_sessions_user_idx").on(table.userId)],
);

export const peopleAccounts = pgTable(
  "people_accounts",
  {
    id: text().primaryKey(),
    accountId: text().notNull(),
    providerId: text().notNull(),
    userId: personId(),
    accessToken: text(),
    refreshToken: text(),
    idToken: text(),
    accessTokenExpiresAt: moment(),
    refreshTokenExpiresAt: moment(),
    scope: text(),
    password: text(),
    createdAt: createdAt(),
    updatedAt: moment().notNull(),
  },
  (table) => [index("people_accounts_user_idx").on(table.userId)],
);

export const peopleVerifications = pgTable(
  "people_verifications",
  {
    id: text().primaryKey(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: moment().notNull(),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (table) => [index("people_verifications_identifier_idx").on(table.identifier)],
);

export const peopleTwoFactors = pgTable(
  "people_two_factors",
  {
    id: text().primaryKey(),
    secret: text().notNull(),
    backupCodes: text().notNull(),
    userId: personId(),
    verified: boolean().default(true),
    failedVerificationCount: integer().default(0),
    lockedUntil: moment(),
    /** Ours: the time step of the newest code that was used (RFC 6238 §5.2). */
    lastUsedStep: bigint({ mode: "number" }),
  },
  (table) => [
    uniqueIndex("people_two_factors_user_key").on(table.userId),
    index("people_two_factors_secret_idx").on(table.secret),
  ],
);

export const peopleRateLimits = pgTable("people_rate_limits", {
  id: text().primaryKey(),
  key: text().notNull().unique(),
  count: integer().notNull(),
  lastRequest: bigint({ mode: "number" }).notNull(),
});

/** Links that let one person in, once: the set-up link of a new installation, and invitations. Only their hash is kept. */
export const invitations = pgTable("invitations", {
  id: uuid().primaryKey(),
  /** SHA-256 of the token, hex. */
  tokenHash: text().notNull().unique(),
  /** `setup` or `invitation`. */
  kind: text().notNull(),
  email: text(),
  role: text().notNull(),
  createdAt: createdAt(),
  createdBy: text().notNull(),
  expiresAt: moment().notNull(),
  usedAt: moment(),
  /** Of the person it made. */
  usedBy: text(),
});

/** Tokens for scripts: they act on the console's API with a role of their own. Only their hash is kept. */
export const apiTokens = pgTable("api_tokens", {
  id: uuid().primaryKey(),
  name: text().notNull(),
  prefix: text().notNull(),
  /** SHA-256 of the token, hex. */
  hash: text().notNull().unique(),
  role: text().notNull(),
  createdAt: createdAt(),
  createdBy: text().notNull(),
  expiresAt: moment(),
  revokedAt: moment(),
  lastUsedAt: moment(),
});
