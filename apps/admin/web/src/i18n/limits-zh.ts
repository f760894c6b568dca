import type { limitsEn } from "./limits-en.ts";

export const limitsZh: typeof limitsEn = {
  title: "限额",
  lead: "多频繁、同时多少，以及返回多少内容。",
};
