import { operator, type ConfigApplied, type ConfigPlan } from "@mcp-tools/governance";
import { expect, test, vi } from "vitest";
import { collectOutput } from "../testing/collect-output.ts";
import { runApply, type ApplyDeps, type ApplyOptions } from "./run-apply.ts";

const changes = [{ kind: "added", what: "rule a", after: { effect: "ask" } }] as const;

async function apply(
  options: Partial<ApplyOptions> = {},
  {
    plan = {},
    applied = {},
    confirm,
  }: { plan?: Partial<ConfigPlan>; applied?: Partial<ConfigApplied>; confirm?: ApplyDeps["confirm"] } = {},
) {
  const { output, printed, noted } = collectOutput();
  const planned = { version: 3, changes, warnings: [], ...plan };
  const verbs = {
    plan: vi.fn<ApplyDeps["verbs"]["plan"]>(async () => planned),
    apply: vi.fn<ApplyDeps["verbs"]["apply"]>(async () => ({ ...planned, version: 4, created: [], ...applied })),
  };
  const all = { text: "t", plan: false, prune: false, yes: false, json: false, ...options };
  const code = await runApply(all, { verbs, output, confirm });
  return { code, printed: printed(), noted: noted(), verbs };
}

test("shows the changes and makes them, as the operator", async () => {
  const { code, printed, verbs } = await apply({ yes: true, prune: true });

  expect([code, printed]).toEqual([0, '+ rule a  {"effect":"ask"}\nChanged. The policy is at version 4.']);
  expect(verbs.apply).toHaveBeenCalledWith(operator, { text: "t", prune: true });
});

test("asks the person at the terminal first", async () => {
  const asked = vi
    .fn<(question: string) => Promise<boolean>>()
    .mockResolvedValueOnce(true)
    .mockResolvedValueOnce(false);

  expect(await apply({}, { confirm: asked })).toMatchObject({ code: 0 });
  const no = await apply({}, { confirm: asked });
  expect([no.code, no.noted, no.verbs.apply.mock.calls]).toEqual([1, "Nothing was changed.", []]);
  expect(asked).toHaveBeenCalledWith("Make this change?");
});

test("changes nothing where nobody can be asked", async () => {
  const { code, noted, verbs } = await apply();

  expect([code, verbs.apply.mock.calls]).toEqual([64, []]);
  expect(noted).toContain("--yes");
});

test.for([
  [{ plan: true }, '+ rule a  {"effect":"ask"}'],
  [{ plan: true, json: true }, JSON.stringify({ version: 3, changes, warnings: ["w"] })],
] as const)("a plan changes nothing: %j", async ([options, expected]) => {
  const { code, printed, verbs } = await apply(options, { plan: { warnings: ["w"] } });

  expect([code, printed, verbs.apply.mock.calls]).toEqual([0, expected, []]);
});

test("nothing to change asks nobody and does nothing", async () => {
  const { code, printed, verbs } = await apply({}, { plan: { changes: [], warnings: ["no tool"] } });

  expect([code, printed, verbs.apply.mock.calls]).toEqual([0, "Nothing to change.", []]);
});

test("secrets of new keys are shown, also when it then went no further", async () => {
  const created = [{ name: "ci", id: "1", secret: "mcpt_x" }];
  const failed = await apply({ yes: true }, { applied: { created, failed: "This name is taken." } });

  expect(failed.code).toBe(1);
  expect(failed.printed).toContain("Key ci: mcpt_x");
  expect(failed.noted).toMatch(/this once[^]*This name is taken\./);
  const json = await apply({ yes: true, json: true }, { applied: { created } });
  expect(JSON.parse(json.printed)).toMatchObject({ version: 4, created });
});
