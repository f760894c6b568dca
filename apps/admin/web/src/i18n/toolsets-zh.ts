import type { toolsetsEn } from "./toolsets-en.ts";

export const toolsetsZh: typeof toolsetsEn = {
  title: "工具集",
  lead: "命名的工具集合，各有自己的地址。",
};
