import { expect, test } from "vitest";
import { readWidths } from "./use-column-widths.ts";

test.for([
  ['{"name":200,"pack":90.5}', { name: 200, pack: 90.5 }],
  ['{"name":"200","pack":3,"tokens":90000,"ok":70}', { ok: 70 }],
  ["[", {}],
  ["null", {}],
  [undefined, {}],
] as const)("reads %s", ([text, widths]) => {
  expect(readWidths(text)).toEqual(widths);
});
