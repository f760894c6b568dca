// `pnpm containers`: builds the image by the shipped Dockerfile, runs every shape of it, brings the compose file up with three
// replicas behind nginx, and renders the Kubernetes overlays. Needs Docker with compose 2.24 or newer; kubectl for the last part.
// What is given on the command line goes to `docker build`: pnpm containers --network host
import { join } from "node:path";
import {
  checkLostReplica,
  checkReplicas,
  checkScale,
  checkSecrets,
  checkStop,
  checkSupervised,
  checkUpgrade,
  openCompose,
  type Compose,
} from "./containers/check-compose.ts";
import { checkAlone, checkLauncher, checkRefusals, checkStdio, checkSupervisord } from "./containers/check-image.ts";
import { attempt, docker } from "./containers/docker.ts";
import { judgeManifests, parseManifests } from "./manifests.ts";

const root = join(import.meta.dirname, "..");
const version = "check";
const image = `mcp-tools:${version}`;
let passed = 0;
let failed = 0;

async function step(name: string, work: () => Promise<string>): Promise<boolean> {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  try {
    const said = await work();
    passed += 1;
    console.log(`✓ ${name} (${seconds()})${said === "" ? "" : `: ${said}`}`);
    return true;
  } catch (error) {
    failed += 1;
    console.log(`✗ ${name} (${seconds()})\n${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

async function build(): Promise<string> {
  await docker("build", "-f", join(root, "deploy", "Dockerfile"), "-t", image, ...process.argv.slice(2), root);
  const sizes = await docker("image", "inspect", "-f", "{{.Size}}", image);
  return `${Math.round(Number(sizes) / 1e6)} MB`;
}

async function checkCompose(compose: Compose): Promise<void> {
  if (await step("compose: three replicas behind nginx, clients of /mcp and /sse", () => checkReplicas(compose))) {
    await step("compose: a replica killed costs no call", () => checkLostReplica(compose));
    await step("compose: a fourth replica is found without a reload", () => checkScale(compose));
    await step("compose: an upgrade costs no call", () => checkUpgrade(compose, root));
    await step("compose: stop", () => checkStop(compose));
    await step("compose: the supervisord profile", () => checkSupervised(compose));
  } else {
    console.log((await compose.attempt("--profile", "nginx", "logs", "--tail", "30")).stdout);
  }
}

async function renderOverlay(name: string): Promise<string> {
  const { code, stdout, stderr } = await attempt("kubectl", [
    "kustomize",
    join(root, "deploy", "k8s", "overlays", name),
  ]);
  if (code !== 0) throw new Error(stderr);
  const manifests = parseManifests(stdout);
  const found = await judgeManifests(root, manifests);
  if (found !== "") throw new Error(found);
  return `${manifests.length} documents`;
}

const missing = await missingPrograms();
if (missing !== undefined) {
  console.error(`containers: ${missing}`);
  process.exit(1);
}
await step("compose: refuses to start without secrets", () => checkSecrets(root));
if (await step("the image is built", build)) {
  await step("launcher: called, stopped, killed and started again", () => checkLauncher(image));
  for (const shape of ["mcp-sse", "admin"] as const) await step(`${shape} alone`, () => checkAlone(image, shape));
  await step("mcp-stdio", () => checkStdio(image));
  await step("supervisord: a killed service comes back", () => checkSupervisord(image));
  await step("what cannot run ends with a code that says why", () => checkRefusals(image));
  const compose = await openCompose(root, version);
  try {
    await checkCompose(compose);
  } finally {
    await compose.remove();
  }
}
if ((await attempt("kubectl", ["version", "--client"])).code === 0)
  for (const name of ["dev", "prod"])
    await step(`kubernetes: overlay ${name} renders, and the API takes it`, () => renderOverlay(name));
else console.log("skipped: the Kubernetes overlays need kubectl");
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function missingPrograms(): Promise<string | undefined> {
  if ((await attempt("docker", ["version"])).code !== 0) return "docker is missing, or its daemon does not answer.";
  const compose = await attempt("docker", ["compose", "version", "--short"]);
  if (compose.code !== 0) return "docker has no compose plugin.";
  return undefined;
}
