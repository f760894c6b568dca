import type { settingsEn } from "./settings-en.ts";

export const settingsZh: typeof settingsEn = {
  title: "设置",
  lead: "当前部署使用的配置，以及每个值的来源。",
};
