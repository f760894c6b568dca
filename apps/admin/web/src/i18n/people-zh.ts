import type { peopleEn } from "./people-en.ts";

export const peopleZh: typeof peopleEn = {
  title: "人员",
  lead: "谁可以登录这里，各自能做什么。",
};
