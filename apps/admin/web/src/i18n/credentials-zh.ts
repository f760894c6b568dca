import type { credentialsEn } from "./credentials-en.ts";

export const credentialsZh: typeof credentialsEn = {
  title: "凭据",
  lead: "交给工具使用、此后无人能再看到的机密。",
};
