import type { rulesEn } from "./rules-en.ts";

export const rulesZh: typeof rulesEn = {
  title: "规则",
  lead: "什么被允许、被拒绝，或需要先询问。",
};
