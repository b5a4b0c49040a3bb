/** cert.status against real TLS servers, and that nobody's words lead anywhere but to the inventory. */
import { createServer, type AddressInfo, type LookupFunction } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { certStatus } from "../../../intents/actions/cert.ts";
import { createCertificates, type CertificateSettings } from "../../../src/providers/certificates.ts";
import type { Certificates } from "../../../src/providers/certificates.ts";
import { makeCertificate, startTls, type TlsServer } from "../../servers/tls.ts";
import { openSite } from "./site.ts";

const day = 86_400_000;
const inDays = (days: number): Date => new Date(Date.now() + days * day + 3_600_000);
const wordDate = (date: Date): string => date.toISOString().slice(0, 10);

/** Every name is this machine, whatever the name servers of the world say. */
const lookup: LookupFunction = (_, options, done) => {
  if (options.all) done(null, [{ address: "127.0.0.1", family: 4 }]);
  else done(null, "127.0.0.1", 4);
};

const shop = makeCertificate({ name: "shop.example.test", to: inDays(42) });
let server: TlsServer;
let stale: TlsServer;
beforeAll(async () => {
  server = await startTls(shop);
  stale = await startTls(makeCertificate({ name: "shop.example.test", from: inDays(-90), to: inDays(-3) }));
});
afterAll(async () => {
  await server.stop();
  await stale.stop();
});

async function ask(params: Record<string, unknown>, certificates: CertificateSettings | Certificates = {}) {
  const provider =
    "read" in certificates
      ? certificates
      : createCertificates({ port: server.port, lookup, timeoutMs: 3000, ...certificates });
  const site = await openSite({ certificates: provider });
  try {
    const reply = await site.answer(certStatus, params);
    return { text: "text" in reply ? reply.text : "", blocks: "blocks" in reply ? (reply.blocks ?? []) : [] };
  } finally {
    await site.close();
  }
}

describe("a server's certificate", () => {
  test("that is not trusted is read all the same, and called so", async () => {
    const { text } = await ask({ domain: "shop.example.test" });
    expect(text).toBe(
      `The certificate of shop.example.test is valid until ${wordDate(inDays(42))}, 42 days left; for shop.example.test, issued by Test Authority, shop.example.test. It is not trusted: it is self-signed.`,
    );
  });

  test("whose chain verifies is said to be right", async () => {
    const { text } = await ask({ domain: "shop.example.test" }, { ca: shop.pem });
    expect(text).toContain("The chain verifies.");
  });

  test("that is for another name is not", async () => {
    const { text } = await ask({ domain: "www.example.test" }, { ca: shop.pem });
    expect(text).toContain("is not trusted: it is made for other names.");
  });

  test("that has ended is called ended", async () => {
    const { text } = await ask({ domain: "shop.example.test" }, { port: stale.port });
    expect(text).toContain("ended 3 days ago");
    expect(text).toMatch(/It is not trusted: (?:it has expired|it is self-signed)\./);
  });

  test.each([
    [60, "That is within 60 days."],
    [42, "That is within 42 days."],
    [14, "That is not within 14 days."],
    [1, "That is not within 1 day."],
  ])("within %d days or not", async (days, words) => {
    expect((await ask({ domain: "shop.example.test", within_days: days })).text).toContain(words);
  });

  test("is asked for by name, and the server is told nothing besides", async () => {
    const fresh = await startTls(shop);
    const { port } = fresh;
    await ask({ domain: "shop.example.test" }, { port });
    await ask({ host: "localhost" }, { port });
    await ask({ host: "localhost", domain: "api.example.test" }, { port });
    const asked = ["shop.example.test", "localhost", "api.example.test"];
    await vi.waitFor(() => expect(fresh.asked).toEqual(asked), { timeout: 5000 });
    await fresh.stop();
    expect(fresh.heard).toEqual([]);
  });
});

const said = async (port: number) => (await ask({ domain: "shop.example.test" }, { port, timeoutMs: 500 })).text;

describe("a server that does not answer", () => {
  test("refuses, falls silent or speaks no TLS: one sentence each", async () => {
    const mute = createServer(() => undefined);
    const curt = createServer((socket) => socket.destroy());
    const rude = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    for (const one of [mute, curt, rude]) await new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
    const begin = "The certificate of shop.example.test cannot be read. shop.example.test:";
    const portOf = (one: typeof mute): number => (one.address() as AddressInfo).port;
    expect(await said(portOf(mute))).toBe(`${begin}${portOf(mute)} cannot be reached: silent for 500 ms.`);
    expect(await said(portOf(curt))).toMatch(/cannot be reached: .*(?:closed|disconnected|reset)/i);
    expect(await said(portOf(rude))).toMatch(/cannot be reached: .+\./);
    expect(await said(9)).toMatch(/cannot be reached: .*ECONNREFUSED/);
    for (const one of [mute, curt, rude]) one.close();
  });
});

describe("where it looks", () => {
  test.each([
    [{ domain: "example.org" }, "UNKNOWN_ZONE"],
    [{ domain: "example.test.evil.test" }, "UNKNOWN_ZONE"],
    [{ domain: "notexample.test" }, "UNKNOWN_ZONE"],
    [{ domain: "127.0.0.1" }, "UNKNOWN_ZONE"],
    [{ domain: "metadata" }, "UNKNOWN_ZONE"],
    [{ domain: "example.org", host: "localhost" }, "UNKNOWN_ZONE"],
    [{ host: "169.254.169.254" }, "UNKNOWN_HOST"],
  ])("not at %j: nothing is connected", async (params, code) => {
    const reads: unknown[] = [];
    const spy: Certificates = { read: (one) => Promise.reject(new Error(String(reads.push(one)))) };
    await expect(ask(params, spy)).rejects.toMatchObject({ code });
    expect(reads).toEqual([]);
  });

  test("policy is told of the zone, of the host, of both, or of all zones", async () => {
    const site = await openSite();
    const about = (params: Record<string, unknown>) =>
      certStatus.resources(certStatus.input.parse(params), site.inventory).map(({ kind, id }) => `${kind} ${id}`);
    expect(about({ domain: "www.shop.example.test" })).toEqual(["zone shop.example.test"]);
    expect(about({ host: "localhost" })).toEqual(["host localhost"]);
    expect(about({ domain: "api.example.test", host: "localhost" })).toEqual(["zone example.test", "host localhost"]);
    expect(about({ within_days: 14 })).toEqual(["zone example.test", "zone shop.example.test"]);
    const { inventory } = site;
    expect(certStatus.resources({}, { ...inventory, zones: [] })).toEqual([{ kind: "site", id: "certificates" }]);
    await site.close();
  });

  test("all zones, the first to end first; what cannot be read is said", async () => {
    const both: Certificates = {
      read: ({ name }, signal) =>
        createCertificates({ port: name === "example.test" ? server.port : stale.port, lookup }).read(
          { address: name, name },
          signal,
        ),
    };
    const { text, blocks } = await ask({ within_days: 14 }, both);
    expect(text).toBe(
      "2 certificates looked at; 1 ends within 14 days: shop.example.test; 2 not trusted: example.test, shop.example.test.",
    );
    expect(blocks).toMatchObject([
      {
        rows: [["shop.example.test", wordDate(inDays(-3)), "ended 3 days ago"], ["example.test"]].map(
          (row) => expect.arrayContaining(row) as string[],
        ),
      },
    ]);
    const none = await ask({}, { port: 9 });
    expect(none.text).toBe("2 certificates looked at; 2 could not be read: example.test, shop.example.test.");
  });
});
