import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DnsRecord } from "../../src/providers/dns.ts";
import { zoneFile } from "../../src/providers/zone-file.ts";
import { dnsContract } from "../contracts/dns.ts";
import { describeWith, find } from "../servers/needs.ts";

const zone = "example.test";
const example = `$ORIGIN example.test.
$TTL 300
@    IN SOA ns1.example.test. hostmaster.example.test. 2026112001 3600 600 604800 300
@    IN NS  ns1.example.test.
ns1  IN A   192.0.2.53
www1 IN A   192.0.2.80
api  IN A   192.0.2.10
@    IN MX  10 mail.example.test.
mail IN A   192.0.2.25
`;
const api: DnsRecord = { name: "api.example.test", type: "A", value: "192.0.2.10", ttl: 300 };
const now = () => new Date("2026-11-20T12:00:00Z");

dnsContract("zone file", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "zone-"));
  const file = path.join(folder, "example.test.zone");
  // No MX: the contract makes its own.
  writeFileSync(file, example.replace(/^@ {4}IN MX.*\n/m, ""));
  return { dns: zoneFile({ zone, file }), close: async () => rmSync(folder, { recursive: true }) };
});

describe("a zone file", () => {
  let folder: string;
  let file: string;
  const text = () => readFileSync(file, "utf8");
  const open = () => zoneFile({ zone, file, now });

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "zone-"));
    file = path.join(folder, "example.test.zone");
    writeFileSync(file, example);
  });
  afterEach(() => {
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true });
  });

  it("changes the line meant and the serial, and no other byte", async () => {
    await open().replace(api, { ...api, value: "203.0.113.10" });
    expect(text()).toBe(example.replace("192.0.2.10", "203.0.113.10").replace("2026112001", "2026112002"));
  });

  it("keeps its mode, and leaves nothing but the empty lock beside it", async () => {
    chmodSync(file, 0o640);
    await open().replace(api, null);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).toSorted()).toEqual(["example.test.zone", "example.test.zone.lock"]);
    expect(statSync(`${file}.lock`).size).toBe(0);
  });

  it("a link stays a link", async () => {
    const link = path.join(folder, "link.zone");
    symlinkSync(file, link);
    await zoneFile({ zone, file: link, now }).replace(api, null);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(text()).not.toContain("192.0.2.10");
  });

  it("bytes that are no UTF-8 survive", async () => {
    writeFileSync(file, Buffer.concat([Buffer.from(example), Buffer.from([0x3b, 0xff, 0xfe, 0xe9, 0x0a])]));
    await open().replace(api, null);
    expect(readFileSync(file).subarray(-5)).toEqual(Buffer.from([0x3b, 0xff, 0xfe, 0xe9, 0x0a]));
  });

  it("many edits at once, from here and from other processes, all arrive", async () => {
    const module = path.join(import.meta.dirname, "../../src/providers/zone-file.ts");
    const script = (prefix: string): string => `
      const { zoneFile } = await import(${JSON.stringify(module)});
      // The same day everywhere: what day it really is must not count in the serial.
      const now = () => new Date(${JSON.stringify(now().toISOString())});
      const dns = zoneFile({ zone: "example.test", file: ${JSON.stringify(file)}, now });
      for (let i = 0; i < 10; i++) {
        await dns.replace(null, { name: "${prefix}" + i + ".example.test", type: "A", value: "192.0.2.1", ttl: 300 });
      }`;
    const others = ["x", "y"].map((prefix) =>
      spawn(process.execPath, ["--input-type=module", "-e", script(prefix)], { stdio: "inherit" }),
    );
    const here = Array.from({ length: 10 }, (_, index) =>
      open().replace(null, { ...api, name: `z${index}.example.test` }),
    );
    await Promise.all([...here, ...others.map((other) => once(other, "exit"))]);
    const records = await open().list();
    const made = records.map((record) => record.name).filter((name) => /^[xyz]\d\./.test(name));
    expect(new Set(made).size).toBe(30);
    expect(records[0]?.value).toContain(" 2026112031 ");
  });

  it("a process that dies with the lock holds up nobody", async () => {
    const script = `
      const { DatabaseSync } = await import("node:sqlite");
      new DatabaseSync(${JSON.stringify(`${file}.lock`)}).exec("begin exclusive");
      process.send("locked"); setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    await once(holder, "message");
    const impatient = zoneFile({ zone, file, now, patience: 200 });
    await expect(impatient.replace(api, null)).rejects.toMatchObject({ code: "ZONE_FILE_LOCKED" });
    expect(text()).toBe(example);
    holder.kill("SIGKILL");
    await once(holder, "exit");
    await impatient.replace(api, null);
    expect(text()).not.toContain("192.0.2.10");
  });

  it("a zone that a name server writes itself is left alone", async () => {
    writeFileSync(`${file}.jnl`, "");
    await expect(open().replace(api, null)).rejects.toMatchObject({ code: "ZONE_FILE_LOCKED" });
    expect(text()).toBe(example);
  });

  it("what cannot be read is named with its line", async () => {
    await expect(zoneFile({ zone, file: path.join(folder, "none") }).list()).rejects.toThrow(/does not exist/);
    writeFileSync(file, `${example}$INCLUDE other.zone\n`);
    await expect(open().list()).rejects.toThrow(/line 10: \$INCLUDE is not supported/);
    writeFileSync(file, "a 300 IN A 192.0.2.1\n");
    await expect(open().replace(null, api)).rejects.toThrow(/no SOA record for example\.test/);
  });

  it("a folder in which no lock can be made is named, and nothing is changed", async () => {
    mkdirSync(`${file}.lock`);
    await expect(open().replace(api, null)).rejects.toMatchObject({ code: "ZONE_FILE_LOCKED" });
    expect(text()).toBe(example);
  });

  it("records of other zones in the file are not listed", async () => {
    writeFileSync(file, `${example}ns.other.test. 300 IN A 192.0.2.9\n`);
    const names = (await open().list()).map((record) => record.name);
    expect(names).not.toContain("ns.other.test");
  });

  describeWith(["named-checkzone"], "as BIND sees it", () => {
    it("every edit leaves a zone that loads, with the newer serial", async () => {
      const check = () => execFileSync(find("named-checkzone") ?? "", [zone, file], { encoding: "utf8" });
      expect(check()).toContain("loaded serial 2026112001");
      await open().replace(api, { ...api, value: "203.0.113.10", ttl: 60 });
      await open().replace(null, {
        name: "_sip._tcp.example.test",
        type: "SRV",
        value: "5 5060 api.example.test",
        ttl: 300,
        priority: 10,
      });
      await open().replace(null, { name: zone, type: "TXT", value: `v=DKIM1; p=${"A".repeat(600)}`, ttl: 300 });
      await open().replace(null, { name: zone, type: "CAA", value: "0 issue letsencrypt.org", ttl: 300 });
      expect(check()).toContain("loaded serial 2026112005");
    });
  });
});
