import type { tableEn } from "./table-en.ts";

export const tableZh: typeof tableEn = {
  choose: "选择 {{name}}",
  chooseShown: "选择当前显示的全部",
  width: "{{name}}列的宽度",
  widthAuto: "自动",
};
