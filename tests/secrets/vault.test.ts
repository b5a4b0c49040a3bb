/** Secrets in HashiCorp Vault, against a server that answers as its HTTP API is documented. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { loadConfig } from "../../src/load-config.ts";
import { fakeVault } from "../fakes/vault/server.ts";
import { makeCertificate } from "../servers/tls.ts";
import { temporaryFolder } from "../support/database.ts";

const vault = await fakeVault();
afterAll(() => vault.stop());
const folder = temporaryFolder();

vault.write("secret/kept", { key: "a value", number: 12_345 });
vault.write("secret/deleted", { key: "first" });
vault.write("secret/deleted", { key: "second" });
vault.remove("secret/deleted", 2, "delete");
vault.write("secret/destroyed", { key: "first" });
vault.remove("secret/destroyed", 1, "destroy");

beforeEach(() => {
  vault.sealed = false;
  vault.fault = null;
});

/** The configuration that this YAML is, with Vault at hand. */
function load(yaml: string, env: Record<string, string> = { VAULT_ADDR: vault.url, VAULT_TOKEN: vault.token }) {
  const config = path.join(folder, "signalbox.yml");
  writeFileSync(config, yaml);
  return loadConfig({ env, cwd: folder, config });
}

const slack = (reference: string): string => `slack: { bot_token: "\${vault:${reference}}" }\n`;

/** Why this reference gives nothing. */
const whyNot = async (yaml: string, env?: Record<string, string>): Promise<string | null | undefined> => {
  const config = await load(yaml, env);
  expect(config.slack.bot_token).toBeNull();
  return config.references.get("slack.bot_token")?.missing;
};

describe("a secret that is there", () => {
  test("comes in its newest version, or in the one that is named", async () => {
    vault.write("secret/signalbox/slack", { bot_token: "xoxb-the-old-one" });
    vault.write("secret/signalbox/slack", { bot_token: "xoxb-the-new-one" });
    const newest = await load(slack("secret/signalbox/slack#bot_token"));
    expect(newest.slack.bot_token?.reveal()).toBe("xoxb-the-new-one");
    expect(newest.references.get("slack.bot_token")).toEqual({
      source: "vault:secret/signalbox/slack#bot_token",
      missing: null,
    });
    const first = await load(slack("secret/signalbox/slack?version=1#bot_token"));
    expect(first.slack.bot_token?.reveal()).toBe("xoxb-the-old-one");
  });

  test("is asked for once, however many of its keys are used", async () => {
    vault.write("secret/both", { bot: "xoxb-of-the-bot", app: "xapp-of-the-app" });
    const before = vault.calls.length;
    const config = await load(
      'slack: { bot_token: "${vault:secret/both#bot}", app_token: "${vault:secret/both#app}" }\n',
    );
    expect(config.slack.app_token?.reveal()).toBe("xapp-of-the-app");
    expect(vault.calls.slice(before)).toEqual([
      { method: "GET", path: "secret/data/both", namespace: null, token: vault.token },
    ]);
    expect(config.secrets.map((secret) => secret.reveal())).toContain(vault.token);
  });

  test("is not asked for where nothing refers to it", async () => {
    const before = vault.calls.length;
    await load("name: Hut\n");
    expect(vault.calls.length).toBe(before);
  });

  test("comes from the namespace", async () => {
    vault.write("secret/team", { key: "of the namespace" }, "ops");
    const config = await load(`vault: { namespace: ops }\n${slack("secret/team#key")}`);
    expect(config.slack.bot_token?.reveal()).toBe("of the namespace");
    expect(vault.calls.at(-1)?.namespace).toBe("ops");
    const env = { VAULT_ADDR: vault.url, VAULT_TOKEN: vault.token, VAULT_NAMESPACE: "ops" };
    expect((await load(slack("secret/team#key"), env)).slack.bot_token?.reveal()).toBe("of the namespace");
  });

  test("comes by AppRole, which gives a token for this start", async () => {
    vault.write("secret/signalbox/app", { key: "by AppRole" });
    const { roleId, secretId } = vault.appRole("secret/signalbox");
    const yaml = `vault: { address: "${vault.url}", role_id: ${roleId}, secret_id: "\${env:SECRET_ID}" }\n`;
    // A token in the environment is somebody else's: the file says who we are.
    const env = { SECRET_ID: secretId, VAULT_TOKEN: "hvs.of-somebody-else" };
    const config = await load(`${yaml}${slack("secret/signalbox/app#key")}`, env);
    expect(config.slack.bot_token?.reveal()).toBe("by AppRole");
    const [login, read] = vault.calls.slice(-2);
    expect(login).toMatchObject({ method: "POST", path: "auth/approle/login", token: null });
    expect(config.secrets.map((secret) => secret.reveal())).toEqual(
      expect.arrayContaining([roleId, secretId, read?.token]),
    );
    expect(await whyNot(`${yaml}${slack("secret/signalbox/app#key")}`, env)).toBe(
      "but Vault does not accept vault.role_id and vault.secret_id",
    );
  });

  test("comes over TLS, from the authority that is named and no other", async () => {
    const identity = makeCertificate({ name: "localhost", to: new Date(Date.now() + 3_600_000) });
    const other = makeCertificate({ name: "localhost", to: new Date(Date.now() + 3_600_000) });
    const secure = await fakeVault(identity);
    try {
      writeFileSync(path.join(folder, "ca.pem"), identity.pem);
      writeFileSync(path.join(folder, "other.pem"), other.pem);
      secure.write("secret/tls", { key: "over TLS" });
      const env = { VAULT_ADDR: secure.url, VAULT_TOKEN: secure.token };
      const config = await load(`vault: { ca: ./ca.pem }\n${slack("secret/tls#key")}`, env);
      expect(config.slack.bot_token?.reveal()).toBe("over TLS");
      const asked = secure.calls.length;
      const refused = /^but Vault at https:\/\/localhost:\d+ cannot be reached \(\w*(?:CERT|SIGNATURE)\w*\)$/;
      expect(await whyNot(`vault: { ca: ./other.pem }\n${slack("secret/tls#key")}`, env)).toMatch(refused);
      expect(await whyNot(slack("secret/tls#key"), env)).toMatch(refused);
      expect(secure.calls.length).toBe(asked);
      expect(await whyNot(`vault: { ca: ./none.pem }\n${slack("secret/tls#key")}`, env)).toBe(
        "but vault.ca cannot be read (ENOENT)",
      );
    } finally {
      await secure.stop();
    }
  });
});

describe("a secret that cannot be had says why, and nothing of any secret", () => {
  test.each([
    ["secret/nowhere#key", "which is not there"],
    ["elsewhere/x#key", "which is not there"],
    ["secret/kept?version=9#key", "which is not there"],
    ["secret/kept#other", "which has no key other"],
    ["secret/kept#constructor", "which has no key constructor"],
    ["secret/kept#number", "whose key number is no text, or empty"],
    ["secret/deleted#key", "which is not there any more: version 2 was deleted"],
    ["secret/destroyed#key", "which is not there any more: version 1 was destroyed"],
  ])("%s: %s", async (reference, why) => {
    expect(await whyNot(slack(reference))).toBe(why);
  });

  test("a token that may not, or is none", async () => {
    vault.write("secret/other", { key: "not for everybody" });
    const why = "but Vault does not let this token read it, or no longer knows the token";
    for (const token of [vault.tokenFor("secret/signalbox"), "hvs.nobody-knows-it"]) {
      expect(await whyNot(slack("secret/other#key"), { VAULT_ADDR: vault.url, VAULT_TOKEN: token })).toBe(why);
    }
    expect(await whyNot(slack("secret/other#key"), { VAULT_ADDR: vault.url })).toBe(
      "but neither vault.token nor vault.role_id is there",
    );
    expect(await whyNot(slack("secret/other#key"), { VAULT_TOKEN: "hvs.x" })).toBe("but vault.address is not set");
  });

  test("a Vault that is sealed", async () => {
    vault.sealed = true;
    expect(await whyNot(slack("secret/kept#key"))).toBe(`but Vault at ${vault.url} is sealed or down for maintenance`);
  });

  test.each([
    [429, "is a standby that does not answer for the active node (HTTP 429)"],
    [472, "is a standby that does not answer for the active node (HTTP 472)"],
    [473, "is a standby that does not answer for the active node (HTTP 473)"],
    [501, "has not been initialised"],
    [500, "answered with HTTP 500"],
    [502, "answered with HTTP 502"],
  ])("HTTP %i: %s", async (status, why) => {
    vault.fault = { kind: "status", status };
    expect(await whyNot(slack("secret/kept#key"))).toBe(`but Vault at ${vault.url} ${why}`);
  });

  test("a standby that sends elsewhere gets no second question, and nobody else the token", async () => {
    const other = await fakeVault();
    vault.fault = { kind: "redirect", to: `${other.url}/v1/secret/data/kept` };
    expect(await whyNot(slack("secret/kept#key"))).toMatch(/ is a standby that sends elsewhere: /);
    expect(other.calls).toEqual([]);
    await other.stop();
  });

  test.each<[string, Parameters<typeof Object.assign>[0], RegExp]>([
    ["one that says nothing", { kind: "silence" }, /^but Vault at \S+ did not answer within 300 ms$/],
    ["one that breaks off", { kind: "reset" }, /^but Vault at \S+ cannot be reached \(ECONNRESET\)$/],
    ["one that is none", { kind: "answer", body: "<html>" }, /^but Vault at \S+ did not answer as KV version 2 does$/],
    [
      "one that answers as KV version 1",
      { kind: "answer", body: '{"data":{"key":"a value of version 1"}}' },
      /^but Vault at \S+ did not answer as KV version 2 does$/,
    ],
  ])("%s", async (_, fault, why) => {
    vault.fault = fault as typeof vault.fault;
    expect(await whyNot(`vault: { timeout_ms: 300 }\n${slack("secret/kept#key")}`)).toMatch(why);
  });

  test("and for the database it is the end", async () => {
    vault.sealed = true;
    await expect(load('database: { url: "${vault:secret/db#url}" }\n')).rejects.toThrow(
      /^database\.url refers to vault:secret\/db#url, but Vault at \S+ is sealed or down for maintenance\. /,
    );
  });
});

describe("references that make no sense are refused where they stand", () => {
  test.each([
    [slack("secret#key"), /:1:10: slack\.bot_token: it must be vault:MOUNT\/PATH#KEY/],
    [slack("secret/path"), /it must be vault:/],
    [slack("secret/../sys/x#key"), /it must be vault:/],
    [slack("secret/a?version=x#key"), /it must be vault:/],
    ['slack: { bot_token: "${keychain:x}" }', /secrets are kept in env, file or vault; there is no keychain/],
    ['slack: { bot_token: "Bearer ${env:X}" }', /a reference must be the whole value/],
    ['vault: { token: "${vault:secret/vault#token}" }', /vault\.token: Vault cannot be asked for what it takes/],
    ["vault: { token: hvs.literal, role_id: role }", /vault\.token: there is a vault\.role_id too/],
    ['name: "${env:NAME}"', /:1:1: name: this is not kept secret, so it may not refer to a secret/],
    ['people: { ann: { accounts: { slack: "${file:/x}" } } }', /people\.ann\.accounts\.slack: this is not kept secret/],
    [
      'inventory: { hosts: { web: { vars: { password: "x-${vault:secret/web#password}" } } } }',
      /inventory\.hosts\.web\.vars\.password: this is not kept secret/,
    ],
  ])("%s", async (yaml, why) => {
    await expect(load(yaml)).rejects.toThrow(why);
  });
});
