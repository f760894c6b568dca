import type { approvalsEn } from "./approvals-en.ts";

export const approvalsZh: typeof approvalsEn = {
  title: "待审批",
  lead: "等待有人决定的调用。",
};
