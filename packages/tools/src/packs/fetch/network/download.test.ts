import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createDownload, type Download } from "./download.ts";
import { isPublicAddress } from "./public-address.ts";
import type { Lookup } from "./resolve-host.ts";

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve)))),
  );
});

async function listen(handle: RequestListener): Promise<{ port: number; requests: string[] }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.headers.host} ${request.url}`);
    handle(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, requests };
}

/** Stands in for the open internet: the one address that may be connected to, where the server listens. */
const openAddress = "127.0.0.1";
const signal = new AbortController().signal;
const get = (download: Download, url: string) =>
  download(url, { accept: "*/*", signal }, async (response) => (await response.read()).toString());

function createTestDownload(answers: Record<string, string[] | (() => string[])>): {
  download: Download;
  asked: string[];
} {
  const asked: string[] = [];
  const lookup: Lookup = async (hostname) => {
    asked.push(hostname);
    const answer = answers[hostname] ?? [];
    return (typeof answer === "function" ? answer() : answer).map((address) => ({
      address,
      family: address.includes(":") ? 6 : 4,
    }));
  };
  return {
    download: createDownload({ isAllowed: (address) => address === openAddress, bytesMax: 10_000, lookup }),
    asked,
  };
}

test("connects to the address that was checked, whatever the name says afterwards", async () => {
  const { port, requests } = await listen((_, response) => response.end("reached"));
  let answers = 0;
  const rebinding = () => (answers++ === 0 ? [openAddress] : ["127.0.0.9"]);
  const { download, asked } = createTestDownload({ "rebind.test": rebinding });

  expect(await get(download, `http://rebind.test:${port}/`)).toBe("reached");
  expect(asked).toEqual(["rebind.test"]);
  expect(requests).toEqual([`rebind.test:${port} /`]);
  await expect(get(download, `http://rebind.test:${port}/`)).rejects.toMatchObject({ code: "forbidden" });
  expect(requests).toHaveLength(1);
});

test("leaves out the addresses of a host that it may not connect to", async () => {
  const { port } = await listen((_, response) => response.end("reached"));
  const { download } = createTestDownload({ "mixed.test": ["127.0.0.9", "::1", openAddress] });
  expect(await get(download, `http://mixed.test:${port}/`)).toBe("reached");
});

test.for([
  ["to a private name", "http://inside.test:PORT/"],
  ["to a private address", "http://127.0.0.9:PORT/"],
  ["to a private address in disguise", "http://0x7f.9:PORT/"],
  ["to an IPv4 address inside IPv6", "http://[::ffff:127.0.0.9]:PORT/"],
] as const)("checks every hop: a redirect %s is refused", async ([, target]) => {
  const { port, requests } = await listen((_, response) =>
    response.writeHead(302, { location: target.replace("PORT", String(port)) }).end(),
  );
  const { download } = createTestDownload({ "outside.test": [openAddress], "inside.test": ["127.0.0.9"] });
  await expect(get(download, `http://outside.test:${port}/start`)).rejects.toMatchObject({ code: "forbidden" });
  expect(requests).toEqual([`outside.test:${port} /start`]);
});

test("a name that moved inside between two hops is refused at the second", async () => {
  const { port, requests } = await listen((_, response) => response.writeHead(302, { location: "/next" }).end());
  let answers = 0;
  const { download } = createTestDownload({ "moving.test": () => (answers++ === 0 ? [openAddress] : ["127.0.0.9"]) });
  await expect(get(download, `http://moving.test:${port}/`)).rejects.toMatchObject({ code: "forbidden" });
  expect(requests).toHaveLength(1);
});

test.for([
  ["another scheme", "ftp://outside.test/"],
  ["a file", "file:///etc/passwd"],
  ["credentials", "http://user:secret@outside.test/"],
] as const)("a redirect to %s is refused", async ([, location]) => {
  const { port } = await listen((_, response) => response.writeHead(301, { location }).end());
  const { download } = createTestDownload({ "outside.test": [openAddress] });
  await expect(get(download, `http://outside.test:${port}/`)).rejects.toMatchObject({ code: "invalid_input" });
});

test("follows five redirects and no sixth", async () => {
  const { port, requests } = await listen((request, response) => {
    const left = Number(request.url?.slice(1));
    if (left === 0) response.end("there");
    else response.writeHead(307, { location: `./${left - 1}` }).end();
  });
  const { download } = createTestDownload({ "outside.test": [openAddress] });
  expect(await get(download, `http://outside.test:${port}/5`)).toBe("there");
  requests.splice(0);
  await expect(get(download, `http://outside.test:${port}/6`)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("5 times"),
  });
  expect(requests).toHaveLength(6);
});

test("says that a host does not exist", async () => {
  const lookup: Lookup = () => Promise.reject(Object.assign(new Error("no"), { code: "ENOTFOUND" }));
  const download = createDownload({ isAllowed: () => true, bytesMax: 10, lookup });
  await expect(get(download, "http://nowhere.test/")).rejects.toMatchObject({
    code: "not_found",
    message: expect.stringContaining("nowhere.test"),
  });
});

test.for([
  "0.0.0.0",
  "0.1.2.3",
  "10.0.0.1",
  "100.64.0.1",
  "100.100.100.200",
  "127.0.0.1",
  "127.255.255.255",
  "168.63.129.16",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.192",
  "192.0.2.1",
  "192.88.99.1",
  "192.168.1.1",
  "198.18.0.1",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "239.255.255.250",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::127.0.0.1",
  "::ffff:8.8.8.8",
  "::ffff:127.0.0.1",
  "64:ff9b::8.8.8.8",
  "64:ff9b:1::1",
  "100::1",
  "2001::1",
  "2001:db8::1",
  "2002:7f00:1::",
  "3fff::1",
  "5f00::1",
  "fc00::1",
  "fd00:ec2::254",
  "fe80::1",
  "fec0::1",
  "ff02::1",
  "4000::1",
  "localhost",
  "",
])("%s is not an address of the open internet", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.for([
  "1.1.1.1",
  "8.8.8.8",
  "172.15.0.1",
  "172.32.0.1",
  "100.63.255.255",
  "100.128.0.1",
  "2606:4700:4700::1111",
  "2a00:1450:4001::200e",
])("%s is an address of the open internet", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});
