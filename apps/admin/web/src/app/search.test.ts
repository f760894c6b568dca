import { expect, test } from "vitest";
import { only, readHomeSearch, readSignInSearch, readTokenSearch } from "./search.ts";

test("what does not fit is no more, also where the router would keep it", () => {
  expect(only(readHomeSearch)({ range: "nonsense", show: "durations", other: 1 })).toEqual({ show: "durations" });
  expect(Object.keys(only(readHomeSearch)({ range: "nonsense" }))).toEqual(["range"]);
});

test.for(["https://evil.example", "//evil.example", "/\\evil.example", "evil", "javascript:alert(1)", 7])(
  "signing in leads to a page of the console, not to %s",
  (next) => {
    expect(readSignInSearch({ next })).toEqual({});
  },
);

test("signing in leads back to where one was", () => {
  expect(readSignInSearch({ next: "/activity/1?tool=a%2Fb" })).toEqual({ next: "/activity/1?tool=a%2Fb" });
});

test("the entrance says that a session has ended only where it has", () => {
  expect(readSignInSearch({ next: "/keys", ended: true })).toEqual({ next: "/keys", ended: true });
  expect(readSignInSearch({ ended: "yes" })).toEqual({});
});

test.for(["short", "x".repeat(300), "<script>alert(1)</script>", undefined])("%s is no link's token", (token) => {
  expect(readTokenSearch({ token })).toEqual({});
});
