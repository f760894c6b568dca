import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { describeSettings, loadConfig } from "../packages/config/src/index.ts";
import { createNoMetrics, healthRoutes } from "../packages/platform/src/index.ts";
import { judgeManifests, readManifests, type Manifest } from "./manifests.ts";

const root = join(import.meta.dirname, "..");
const k8s = "deploy/k8s";
const base = readManifests(root, `${k8s}/base`);
const all = readManifests(root, k8s);
const config = loadConfig({ env: {}, envFile: "missing.env" });
const settings = new Set<string>(describeSettings().map(({ name }) => name));

/** What a process may take after its drain: records, connections, the database (`closing` in packages/platform/src/create-platform.ts). */
const AFTER_DRAIN_MS = 20_000;

const read = (path: string) => readFileSync(join(root, "deploy", path), "utf8");
const kustomization = (folder: string) => parse(read(`k8s/${folder}/kustomization.yaml`)) as Kustomization;
const pick = (kind: string, from: readonly Manifest[] = base) => from.filter((manifest) => manifest.kind === kind);
const nameOf = ({ metadata }: Manifest) => metadata.name;
const containerOf = (name: string) =>
  pick("Deployment").find((deployment) => nameOf(deployment) === name)?.spec.template.spec.containers[0];
const literalsOf = (folder: string) =>
  Object.fromEntries(
    kustomization(folder).configMapGenerator.flatMap(({ literals }) =>
      literals.map((literal): [string, string] => {
        const [name = "", ...value] = literal.split("=");
        return [name, value.join("=")];
      }),
    ),
  );

/** What a pattern stands for whose only operators are groups of alternatives; a slash at an end says no more than a prefix does. */
function alternativesOf(pattern: string): string[] {
  const group = /\(\?:([^()]*)\)/.exec(pattern);
  if (group === null) return [pattern.replace(/\/$/, "")];
  const [whole, alternatives = ""] = group;
  return [...new Set(alternatives.split("|").flatMap((one) => alternativesOf(pattern.replace(whole, one))))];
}

interface Kustomization {
  readonly resources: string[];
  readonly configMapGenerator: { readonly literals: string[] }[];
}

test("every document is what the API takes, and nothing in it is unknown", { timeout: 60_000 }, async () => {
  expect(all.length).toBeGreaterThan(20);
  expect(await judgeManifests(root, all)).toBe("");
});

test("a field that there is not, or of another type, is found", { timeout: 60_000 }, async () => {
  const [service] = pick("Service");
  const wrong = [
    { ...service, spec: { ...service?.spec, portz: [] } },
    { ...service, spec: { ...service?.spec, ports: [{ port: "80" }] } },
  ] as Manifest[];
  const found = await judgeManifests(root, wrong);
  expect(found).toContain("portz");
  expect(found).toContain("Type 'string' is not assignable to type 'number'");
});

test("the base lists every file beside it", () => {
  expect(readManifests(root, `${k8s}/base`).map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["Namespace", "Job", "Ingress", "HorizontalPodAutoscaler", "PodDisruptionBudget"]),
  );
  const listed = kustomization("base").resources.flatMap((file) => readManifests(root, `${k8s}/base/${file}`));
  expect(listed.length).toBe(base.length);
});

describe("the manifests say what the code does", () => {
  test.for([
    ["mcp-sse", config.http.port],
    ["admin", config.admin.port],
  ] as const)("%s listens on %i, and is asked where it answers", async ([name, port]) => {
    const { ports, startupProbe, livenessProbe, readinessProbe, args } = containerOf(name);
    expect(ports).toEqual([{ name: "http", containerPort: port }]);
    expect(read("Dockerfile")).toMatch(new RegExp(`^EXPOSE .*\\b${port}\\b`, "m"));
    expect(args).toEqual([name]);
    const app = healthRoutes({
      config,
      metrics: createNoMetrics(),
      checks: [{ name: "shutdown", check: () => "leaving" }],
      version: "1",
      startedAt: 0,
      services: [name],
    });
    const statusOf = async ({ httpGet }: { httpGet: { path: string; port: string } }) => {
      expect(httpGet.port).toBe("http");
      return (await app.request(httpGet.path)).status;
    };
    // Alive while it drains, but not ready.
    expect(await Promise.all([startupProbe, livenessProbe, readinessProbe].map(statusOf))).toEqual([200, 200, 503]);
  });

  test("grace is longer than preStop, the drain and what comes after it, in every shape", () => {
    const drainMs = Number(literalsOf("base")["DRAIN_MS"]);
    expect(drainMs).toBe(config.drainMs);
    for (const { spec } of pick("Deployment")) {
      const pod = spec.template.spec;
      const [, preStopSeconds] = pod.containers[0].lifecycle.preStop.exec.command as [string, string];
      expect(pod.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(
        Number(preStopSeconds) * 1_000 + drainMs + AFTER_DRAIN_MS,
      );
    }
    const waits = [...read("supervisord.conf").matchAll(/^stopwaitsecs=(\d+)$/gm)].map(([, seconds]) =>
      Number(seconds),
    );
    expect(waits).toHaveLength(2);
    for (const seconds of waits) expect(seconds * 1_000).toBeGreaterThan(drainMs + AFTER_DRAIN_MS);
    const { services } = parse(read("docker-compose.yml"), { merge: true }) as {
      services: Record<string, { stop_grace_period: string }>;
    };
    const graceOf = (name: string) => Number.parseInt(services[name]?.stop_grace_period ?? "", 10);
    expect(graceOf("mcp-tools") * 1_000).toBeGreaterThan(drainMs + AFTER_DRAIN_MS);
    expect(graceOf("supervisord")).toBeGreaterThan(waits.reduce((sum, seconds) => sum + seconds, 0));
  });

  test("what is set, in the manifests and in compose, are settings", () => {
    const compose = parse(read("docker-compose.yml"), { merge: true }) as {
      services: Record<string, { environment: object }>;
    };
    const names = [
      ...["base", "overlays/dev", "overlays/prod"].flatMap((folder) => Object.keys(literalsOf(folder))),
      ...Object.keys(compose.services["mcp-tools"]?.environment ?? {}),
    ];
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => !settings.has(name))).toEqual([]);
  });

  test("proxies let a body through that the server takes", () => {
    const bytes = (text: string | undefined) => Number.parseInt(text ?? "", 10) * 1024 * 1024;
    expect(bytes(/client_max_body_size (\d+)m;/.exec(read("nginx.conf"))?.[1])).toBeGreaterThan(
      config.http.bodyBytesMax,
    );
    const ingresses = pick("Ingress");
    expect(ingresses.map(nameOf)).toEqual(["mcp-sse", "admin", "admin-sign-in"]);
    for (const { metadata } of ingresses) {
      const size = metadata.annotations?.["nginx.ingress.kubernetes.io/proxy-body-size"];
      expect(bytes(/^(\d+)m$/.exec(size ?? "")?.[1])).toBeGreaterThan(config.http.bodyBytesMax);
    }
  });

  test("the same paths are limited as sign-in, with nginx and with an ingress", () => {
    const [, pattern = ""] = /location ~ \^(\S+) \{\s+limit_req zone=sign_in/.exec(read("nginx.conf")) ?? [];
    const [ingress] = pick("Ingress").filter((one) => nameOf(one) === "admin-sign-in");
    const paths = ingress?.spec.rules[0].http.paths as { path: string; pathType: string }[];
    expect(paths.map(({ path }) => path).toSorted()).toEqual(alternativesOf(pattern).toSorted());
    expect(new Set(paths.map(({ pathType }) => pathType))).toEqual(new Set(["Prefix"]));
  });
});

describe("the manifests fit together", () => {
  const componentOf = ({ spec }: Manifest) => spec.template.metadata.labels["app.kubernetes.io/component"] as string;
  const workloads = new Map(
    [...pick("Deployment", all), ...pick("StatefulSet", all), ...pick("Job", all)].map((one) => [
      componentOf(one),
      one,
    ]),
  );
  const portsOf = (component: string) =>
    (workloads.get(component)?.spec.template.spec.containers[0].ports ?? []).map(({ name }: { name: string }) => name);

  test("services, budgets, policies and the autoscaler name workloads that there are, and ports that they have", () => {
    for (const { spec } of pick("Service", all)) {
      const component = spec.selector["app.kubernetes.io/component"];
      for (const { targetPort } of spec.ports) expect(portsOf(component)).toContain(targetPort);
    }
    for (const { spec } of pick("PodDisruptionBudget"))
      expect(workloads.has(spec.selector.matchLabels["app.kubernetes.io/component"])).toBe(true);
    for (const { spec } of pick("NetworkPolicy", all))
      for (const { ports } of spec.ingress ?? [])
        for (const { port } of ports)
          expect(portsOf(spec.podSelector.matchLabels["app.kubernetes.io/component"])).toContain(port);
    for (const { spec } of pick("HorizontalPodAutoscaler")) expect(workloads.has(spec.scaleTargetRef.name)).toBe(true);
  });

  test("Prometheus finds both services, with the token of the Secret", () => {
    const [{ spec: monitor }] = pick("ServiceMonitor", all) as [Manifest];
    const [endpoint] = monitor.endpoints;
    const [{ values: components }] = monitor.selector.matchExpressions;
    expect(components).toEqual(["mcp-sse", "admin"]);
    for (const component of components) expect(portsOf(component)).toContain(endpoint.port);
    const { credentials } = endpoint.authorization;
    expect(settings.has(credentials.key)).toBe(true);
    for (const { spec } of pick("Deployment"))
      expect(spec.template.spec.containers[0].envFrom).toContainEqual({ secretRef: { name: credentials.name } });
  });

  test("every path of an ingress leads to a service, and none to what is for those inside", () => {
    const services = new Set(pick("Service").map(nameOf));
    const paths = pick("Ingress").flatMap(({ spec }) =>
      spec.rules.flatMap(({ http }: { http: { paths: [] } }) => http.paths),
    );
    expect(paths.length).toBeGreaterThan(5);
    for (const { backend } of paths) expect(services.has(backend.service.name)).toBe(true);
    const mcp = paths.filter(({ backend }) => backend.service.name === "mcp-sse").map(({ path }) => path);
    expect(mcp).not.toContain("/");
    expect(mcp).toEqual(expect.arrayContaining(["/mcp", "/sse", "/messages"]));
    expect(mcp.filter((path) => path === "/metrics" || path === "/ready")).toEqual([]);
  });

  test("every pod of ours runs without root, without rights, and on a root file system it cannot write", () => {
    for (const { spec } of [...pick("Deployment"), ...pick("Job")]) {
      const { securityContext, automountServiceAccountToken, containers } = spec.template.spec;
      expect([automountServiceAccountToken, securityContext.runAsNonRoot, securityContext.runAsUser]).toEqual([
        false,
        true,
        1000,
      ]);
      expect(securityContext.seccompProfile).toEqual({ type: "RuntimeDefault" });
      for (const container of containers)
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
    }
  });
});
