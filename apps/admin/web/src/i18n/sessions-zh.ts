import type { sessionsEn } from "./sessions-en.ts";

export const sessionsZh: typeof sessionsEn = {
  title: "会话",
  lead: "当前连接着的客户端。",
};
