import type { keysEn } from "./keys-en.ts";

export const keysZh: typeof keysEn = {
  title: "密钥",
  lead: "谁可以调用，各自能看到什么。",
};
