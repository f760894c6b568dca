import { describeSettings } from "@mcp-tools/config";
import { expect, test } from "vitest";
import { settingWordsZh } from "./setting-words-zh.ts";

test("every setting has its meaning in Chinese, and nothing else has", () => {
  expect(Object.keys(settingWordsZh).toSorted()).toEqual(
    describeSettings()
      .map(({ name }) => name)
      .toSorted(),
  );
});
