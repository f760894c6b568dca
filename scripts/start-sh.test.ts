import { execFile } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const shipped = join(import.meta.dirname, "..", "deploy");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mcp-start-"));
  for (const file of ["start.sh", ".env.example"]) copyFileSync(join(shipped, file), join(folder, file));
  // Stands in for Docker: says yes to everything and notes what it was asked.
  writeFileSync(
    join(folder, "docker"),
    `#!/bin/sh\necho "$COMPOSE_PROFILES|$*" >>"${folder}/asked"\n[ "$*" != "compose ps --quiet mcp-tools" ] || cat "${folder}/running" 2>/dev/null || true\n`,
  );
  chmodSync(join(folder, "docker"), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: `${folder}:${process.env["PATH"]}`, HOME: folder };
  return new Promise((resolve) => {
    const child = execFile("bash", [join(folder, "start.sh"), ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
    child.stdin?.end();
  });
}

/** What Docker was asked to do, apart from whether it is there. */
const asked = () =>
  existsSync(join(folder, "asked"))
    ? readFileSync(join(folder, "asked"), "utf8")
        .split("\n")
        .filter((line) => line !== "" && !/compose version|\|info/.test(line))
    : [];
const readEnv = () =>
  Object.fromEntries(
    [...readFileSync(join(folder, ".env"), "utf8").matchAll(/^([A-Z_]+)=(.*)$/gm)].map(
      ([, name = "", value = ""]): [string, string] => [name, value],
    ),
  );

describe("prod", () => {
  test("makes secrets of its own at the first start, for its user alone, and keeps them", async () => {
    expect((await start("prod")).code).toBe(0);
    const env = readEnv();
    const secrets = [
      "POSTGRES_PASSWORD",
      "MCP_TOOLS_DB_PASSWORD",
      "REDIS_PASSWORD",
      "GRAFANA_PASSWORD",
      "SECRET_KEY",
    ].map((name) => env[name] ?? "");
    for (const secret of secrets) expect(secret).toMatch(/^(?:[0-9a-f]{48}|[0-9a-f]{64})$/);
    expect(new Set(secrets).size).toBe(secrets.length);
    expect(Object.values(env).filter((value) => value === "")).toEqual([]);
    expect(statSync(join(folder, ".env")).mode & 0o777).toBe(0o600);

    await start("prod");
    expect(readEnv()).toEqual(env);
  });

  test("passes on how many, whether to build, and what to start beside", async () => {
    await start("prod", "--scale", "3", "--build", "--monitoring");
    expect(asked()).toEqual([
      "|compose --profile nginx --profile monitoring up --detach --wait --wait-timeout 180 --scale mcp-tools=3 --build",
    ]);
  });
});

describe("upgrade", () => {
  test("starts as many new replicas as there are, and stops the old ones when those are healthy", async () => {
    await start("prod");
    writeFileSync(join(folder, "running"), "one\ntwo\n");
    const { code, stdout } = await start("upgrade", "--build");
    expect([code, stdout]).toEqual([0, "2 replaced.\n"]);
    expect(asked().slice(1)).toEqual([
      "|compose ps --quiet mcp-tools",
      "|compose build mcp-tools",
      "|compose up --detach --wait --wait-timeout 180 --no-build --no-deps --no-recreate --scale mcp-tools=4 mcp-tools",
      "|stop one",
      "|rm one",
      "|stop two",
      "|rm two",
    ]);
  });

  test("that fails takes the new replicas away, and leaves the old ones alone", async () => {
    await start("prod");
    writeFileSync(
      join(folder, "docker"),
      `#!/bin/sh
echo "|$*" >>"${folder}/asked"
case "$*" in
  "compose ps --quiet mcp-tools") printf 'one\\ntwo\\n' ;;
  "compose ps --all --quiet mcp-tools") printf 'one\\nthree\\ntwo\\nfour\\n' ;;
  "compose up"*) exit 1 ;;
esac
`,
    );
    expect(await start("upgrade")).toMatchObject({ code: 1, stderr: expect.stringContaining("the old ones go on") });
    expect(asked().slice(3)).toEqual([
      "|compose ps --all --quiet mcp-tools",
      "|logs --tail 20 three",
      "|rm --force three",
      "|logs --tail 20 four",
      "|rm --force four",
    ]);
  });

  test("says what to do where nothing runs", async () => {
    await start("prod");
    expect(await start("upgrade")).toMatchObject({ code: 1, stderr: expect.stringContaining("./start.sh prod") });
    expect(asked().some((line) => line.includes("--scale mcp-tools=0"))).toBe(false);
  });
});

describe("deleting", () => {
  test("is not done where nobody can be asked", async () => {
    await start("prod");
    for (const command of ["stop", "prod"]) {
      const { code, stderr } = await start(command, "--clean");
      expect(code).toBe(1);
      expect(stderr).toContain("--yes");
    }
    expect(asked().filter((line) => line.includes("down"))).toEqual([]);
  });

  test("is done with --yes, for the containers of every profile", async () => {
    await start("prod");
    expect((await start("stop", "--clean", "--yes")).code).toBe(0);
    expect(asked().at(-1)).toBe("nginx,supervisord,monitoring|compose down --volumes --remove-orphans");
  });

  test("stop alone keeps the data", async () => {
    await start("prod");
    await start("stop");
    expect(asked().at(-1)).toBe("nginx,supervisord,monitoring|compose stop");
  });
});

test("status and logs look at everything", async () => {
  await start("status");
  await start("logs", "mcp-tools");
  expect(asked()).toEqual([
    "nginx,supervisord,monitoring|compose ps --all",
    "nginx,supervisord,monitoring|compose logs --follow --tail 200 mcp-tools",
  ]);
});

test.for([
  [[], "Usage"],
  [["prdo"], "there is no command prdo"],
  [["prod", "--fast"], "there is no option --fast"],
  [["prod", "--scale", "many"], "--scale takes a number"],
  [["stop", "mcp-tools"], "what is mcp-tools?"],
] as const)("%j is not understood, and says so with 64", async ([args, words]) => {
  const { code, stderr } = await start(...args);
  expect([code, stderr]).toEqual([64, expect.stringContaining(words)]);
  expect(asked()).toEqual([]);
});

test("without Docker it says what to install", async () => {
  writeFileSync(join(folder, "docker"), "#!/bin/sh\nexit 1\n");
  const { code, stderr } = await start("prod");
  expect([code, stderr]).toEqual([1, expect.stringContaining("compose plugin")]);
  expect(existsSync(join(folder, ".env"))).toBe(false);
});
