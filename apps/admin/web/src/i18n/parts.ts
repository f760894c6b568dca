import type { en } from "./en.ts";

/** Texts that come with the pages that speak them; those of en.ts and zh.ts come with the first view. */
export const parts = {
  about: {
    en: async () => (await import("./about-en.ts")).aboutEn,
    zh: async () => (await import("./about-zh.ts")).aboutZh,
  },
  activity: {
    en: async () => (await import("./activity-en.ts")).activityEn,
    zh: async () => (await import("./activity-zh.ts")).activityZh,
  },
  approvals: {
    en: async () => (await import("./approvals-en.ts")).approvalsEn,
    zh: async () => (await import("./approvals-zh.ts")).approvalsZh,
  },
  connect: {
    en: async () => (await import("./connect-en.ts")).connectEn,
    zh: async () => (await import("./connect-zh.ts")).connectZh,
  },
  credentials: {
    en: async () => (await import("./credentials-en.ts")).credentialsEn,
    zh: async () => (await import("./credentials-zh.ts")).credentialsZh,
  },
  keys: {
    en: async () => (await import("./keys-en.ts")).keysEn,
    zh: async () => (await import("./keys-zh.ts")).keysZh,
  },
  limits: {
    en: async () => (await import("./limits-en.ts")).limitsEn,
    zh: async () => (await import("./limits-zh.ts")).limitsZh,
  },
  people: {
    en: async () => (await import("./people-en.ts")).peopleEn,
    zh: async () => (await import("./people-zh.ts")).peopleZh,
  },
  rules: {
    en: async () => (await import("./rules-en.ts")).rulesEn,
    zh: async () => (await import("./rules-zh.ts")).rulesZh,
  },
  sessions: {
    en: async () => (await import("./sessions-en.ts")).sessionsEn,
    zh: async () => (await import("./sessions-zh.ts")).sessionsZh,
  },
  settings: {
    en: async () => (await import("./settings-en.ts")).settingsEn,
    zh: async () => (await import("./settings-zh.ts")).settingsZh,
  },
  tools: {
    en: async () => (await import("./tools-en.ts")).toolsEn,
    zh: async () => (await import("./tools-zh.ts")).toolsZh,
  },
  toolsets: {
    en: async () => (await import("./toolsets-en.ts")).toolsetsEn,
    zh: async () => (await import("./toolsets-zh.ts")).toolsetsZh,
  },
  welcome: {
    en: async () => (await import("./welcome-en.ts")).welcomeEn,
    zh: async () => (await import("./welcome-zh.ts")).welcomeZh,
  },
};

export type Part = keyof typeof parts;

/** Every text of the console, by its key. */
export type Messages = typeof en & { readonly [P in Part]: Awaited<ReturnType<(typeof parts)[P]["en"]>> };
