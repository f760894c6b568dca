import type { aboutEn } from "./about-en.ts";

export const aboutZh: typeof aboutEn = {
  title: "关于",
  lead: "版本、许可证，以及给协助者的诊断包。",
};
