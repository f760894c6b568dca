import type { welcomeEn } from "./welcome-en.ts";

export const welcomeZh: typeof welcomeEn = {
  title: "欢迎",
};
