/** OpenSSH's own tool writes the lines that we read. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { fingerprint, parseKnownHosts, readKnownHosts } from "../../src/providers/known-hosts.ts";

const folder = mkdtempSync(path.join(tmpdir(), "signalbox-known-"));
afterAll(() => rmSync(folder, { recursive: true }));

const right = Buffer.from("the right key");
const wrong = Buffer.from("another key");
const line = (names: string, key = right): string => `${names} ssh-ed25519 ${key.toString("base64")} a comment`;
const trusts = (text: string, address: string, port = 22, key = right): boolean =>
  parseKnownHosts(text).refuse(address, port, key) === null;

describe("a host's key", () => {
  test.each([
    ["its own name", "web-1", "web-1", 22, true],
    ["another name", "web-1", "web-2", 22, false],
    ["one of several names", "web-1,192.0.2.1", "192.0.2.1", 22, true],
    ["upper case", "WEB-1", "web-1", 22, true],
    ["a wildcard", "*.example.com", "a.example.com", 22, true],
    ["a wildcard that does not reach", "*.example.com", "example.com", 22, false],
    ["one character", "web-?", "web-1", 22, true],
    ["one character, not two", "web-?", "web-10", 22, false],
    ["a negation", "*.example.com,!bad.example.com", "bad.example.com", 22, false],
    ["a negation of something else", "*.example.com,!bad.example.com", "ok.example.com", 22, true],
    ["a negation alone", "!bad.example.com", "ok.example.com", 22, false],
    ["a port", "[web-1]:2222", "web-1", 2222, true],
    ["another port", "[web-1]:2222", "web-1", 22, false],
    ["the standard port's name on another port", "web-1", "web-1", 2222, false],
    ["a dot that is a dot", "a.example.com", "a-example.com", 22, false],
    ["an IPv6 address", "2001:db8::1", "2001:db8::1", 22, true],
  ])("%s", (_, names, address, port, expected) => {
    expect(trusts(line(names), address, port)).toBe(expected);
  });

  test("is refused with its fingerprint if it is another one or of an unknown host", () => {
    const known = parseKnownHosts(line("web-1"));
    expect(known.refuse("web-1", 22, wrong)).toBe(
      `it showed ${fingerprint(wrong)}, which is none of those known for it`,
    );
    expect(known.refuse("web-2", 22, right)).toContain("no key of this host is known");
  });

  test("is refused if revoked, wherever the line stands and whatever else says yes", () => {
    for (const text of [`${line("web-1")}\n@revoked ${line("*")}`, `@revoked ${line("web-1")}\n${line("web-1")}`]) {
      expect(parseKnownHosts(text).refuse("web-1", 22, right)).toBe("this key is revoked");
    }
    expect(trusts(`@revoked ${line("*", wrong)}\n${line("web-1")}`, "web-1")).toBe(true);
  });

  test("is not trusted because a certificate authority is, nor through a marker nobody knows", () => {
    expect(trusts(`@cert-authority ${line("*")}`, "web-1")).toBe(false);
    expect(trusts(`@trust-me ${line("*")}`, "web-1")).toBe(false);
  });

  test("survives comments, empty lines, tabs, CRLF and rubbish", () => {
    const text = `# web-1 ssh-ed25519 AAAA\r\n\r\n  \t\r\nrubbish\r\nweb-1\tssh-ed25519\t${right.toString("base64")}\r\n`;
    expect(trusts(text, "web-1")).toBe(true);
  });

  test("is found under names that ssh-keygen has hashed, with and without a port", () => {
    const file = path.join(folder, "known_hosts");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path.join(folder, "key")]);
    const [, encoded = ""] = readFileSync(path.join(folder, "key.pub"), "utf8").split(" ");
    const key = Buffer.from(encoded, "base64");
    writeFileSync(file, `web-1 ssh-ed25519 ${encoded}\n[web-2]:2222 ssh-ed25519 ${encoded}\n`);
    execFileSync("ssh-keygen", ["-q", "-H", "-f", file], { stdio: "ignore" });
    expect(readFileSync(file, "utf8")).not.toContain("web-");
    const known = readKnownHosts(file);
    expect(known.refuse("web-1", 22, key)).toBeNull();
    expect(known.refuse("web-2", 2222, key)).toBeNull();
    expect(known.refuse("web-2", 22, key)).toContain("no key of this host is known");
    expect(known.types("web-2", 2222)).toEqual(["ssh-ed25519"]);
    const printed = execFileSync("ssh-keygen", ["-l", "-f", path.join(folder, "key.pub")], { encoding: "utf8" });
    expect(printed).toContain(fingerprint(key));
  });
});
