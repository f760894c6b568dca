import type { paletteEn } from "./palette-en.ts";

export const paletteZh: typeof paletteEn = {
  open: "搜索",
  placeholder: "前往页面、工具、密钥或人员，或粘贴 id",
  nothing: "没有找到",
  groups: {
    actions: "操作",
    pages: "页面",
    tools: "工具",
    keys: "密钥",
    people: "人员",
    ids: "此 id",
  },
  openNext: "打开下一条待审批的调用",
  createKey: "创建密钥",
  theme: "主题：{{name}}",
  language: "语言：{{name}}",
  call: "调用",
  approval: "审批",
};
