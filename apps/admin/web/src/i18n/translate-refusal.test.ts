import { expect, test } from "vitest";
import { translateRefusal } from "./translate-refusal.ts";

test("a message without values is one of the catalogue", () => {
  expect(translateRefusal("The current password is not right.")).toBe("当前密码不正确。");
});

test("what is not known comes back as it is", () => {
  for (const message of ["", "No such words.", "The current password is not right. Is it?", "constructor"])
    expect(translateRefusal(message)).toBe(message);
});

test.for([
  'plain "quotes"',
  "$& $1 $` \\d+ (.*) [x] ^|$",
  "{name} {id} {reason} {",
  "two\nlines\r\nand more",
  "中文、，。",
  "",
])("the value %j stays as it is", (value) => {
  expect(translateRefusal(`There is no approval ${value}.`)).toBe(`没有审批 ${value}。`);
});

test("a finding keeps its block, its figures and its time", () => {
  expect(translateRefusal("Of the block 12 (3 rows, 2026-11-27T08:00:00.000Z) 1 are missing.")).toBe(
    "区块 12（3 行，2026-11-27T08:00:00.000Z）缺少 1 行。",
  );
  expect(translateRefusal("Block 7 is missing: the block 8 (1 row, 2026-11-27T08:00:00.000Z) leads on from it.")).toBe(
    "缺少区块 7：区块 8（1 行，2026-11-27T08:00:00.000Z）接在它之后。",
  );
});

test("several values find their places", () => {
  expect(
    translateRefusal(
      "The policy was changed meanwhile: this change is based on version 7, the newest is 12. Look at that one and make the change again.",
    ),
  ).toBe("策略刚刚被他人改动：这次修改基于版本 7，最新版本是 12。请查看最新版本，再做一次修改。");
  expect(translateRefusal('There is no credential "github_token" of key:ci.')).toBe(
    "key:ci 没有名为“github_token”的凭据。",
  );
});

test("of several that fit, the one that says most is meant", () => {
  expect(translateRefusal('There is no key "ci" that is not revoked. `mcp-tools keys list` names them.')).toBe(
    "没有名为“ci”且未吊销的密钥。可用 `mcp-tools keys list` 查看全部。",
  );
  expect(translateRefusal('There is no key "ci".')).toBe("没有名为“ci”的密钥。");
  expect(translateRefusal("This approval is not waiting any more: it is refused, decided by user:ada.")).toBe(
    "这条审批已不在等待中，当前状态：已拒绝，由 user:ada 决定。",
  );
});

test("the server's words for a few things are translated, too", () => {
  expect(
    translateRefusal('The role "viewer" may not do this (keys.write). These roles may: owner, admin, constructor.'),
  ).toBe("角色“查看者”不能这样做（keys.write）。可以这样做的角色：所有者、管理员、constructor。");
  expect(translateRefusal('There is no rule "no-writes". There are: none.')).toBe(
    "没有名为“no-writes”的规则。目前一个也没有。",
  );
});

test("a message within a message is translated, too", () => {
  expect(
    translateRefusal(
      "The decision holds, but it could not be recorded: The database is not available (it cannot be reached: ECONNREFUSED). Try again in a moment.",
    ),
  ).toBe("决定已生效，但没能记录下来：数据库不可用（无法连接：ECONNREFUSED）。请稍后重试。");
  expect(translateRefusal("The call could not be recorded. Out of ink.")).toBe("没能记录这次调用。Out of ink.");
});

test("of what is wrong with a request, each thing is translated, after its place", () => {
  expect(
    translateRefusal(
      "The request does not fit: name: Too small: expected string to have >=1 characters; request: Invalid input; email: Looks odd",
    ),
  ).toBe("请求不符合要求：name：至少需要 1 个字符；请求：不符合要求；email: Looks odd");
  expect(
    translateRefusal(
      "The key is not as it has to be. name: looks like an id; choose another one; the key: Invalid input.",
    ),
  ).toBe("密钥不符合要求。name：看起来像一个 id，请换一个名称；密钥：不符合要求。");
});

test("why a call asks is said in Chinese, and a reason that a person wrote as it is", () => {
  expect(translateRefusal('the rule "ask-writes" asks for approval.')).toBe("规则“ask-writes”要求审批。");
  expect(translateRefusal('the rule "a" (No big files (yet)) refuses it.')).toBe(
    "规则“a”（No big files (yet)）拒绝它。",
  );
  expect(translateRefusal("tools that may destroy need approval unless a rule says otherwise.")).toBe(
    "可能造成破坏的工具默认需要审批，规则另有规定的除外。",
  );
  expect(translateRefusal("Ask Ada.")).toBe("Ask Ada.");
});

test("a list of what is wrong stays one", () => {
  expect(
    translateRefusal(
      [
        "The configuration file is not right:",
        '- line 3: policy.rules[1].id: is taken: there is a rule "a: b" already',
        "- line 9: Map keys must be unique",
        "- and 4 more",
      ].join("\n"),
    ),
  ).toBe(
    [
      "配置文件不符合要求：",
      "- 第 3 行：policy.rules[1].id：已被使用：已有名为“a: b”的规则",
      "- line 9: Map keys must be unique",
      "- 另有 4 处",
    ].join("\n"),
  );
});
