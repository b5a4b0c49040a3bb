/** Mistakes in what people write for Signalbox, and a world that does not answer: one sentence each, never a trace. */
import { cpSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import { describeWith } from "../servers/needs.ts";
import { makeKey, startSshd } from "../servers/sshd.ts";
import { dataFolder, temporaryFolder } from "../support/database.ts";
import { example, failure, failureOf, lines, signalbox, site, small, type Ended } from "./signalbox.ts";

describe("a broken configuration is refused with its place", () => {
  test.each<[what: string, yaml: string, sentence: RegExp]>([
    ["its syntax", "people:\n  ann: [\n", /^\S+signalbox\.yml:\d+:\d+: /],
    ["a setting that there is not", "name: x\ncolour: red\n", /^\S+signalbox\.yml:2:1: there is no setting colour\./],
    [
      "a wrong type",
      "limits:\n  run_for: soon\n",
      /^\S+signalbox\.yml:2:3: limits\.run_for: must be a number and one of/,
    ],
    [
      "two people with one account",
      "people:\n  ann: { accounts: { slack: U1 } }\n  bob:\n    accounts:\n      slack: U1\n",
      /^\S+signalbox\.yml:5:7: people\.bob\.accounts\.slack: U1 is ann's account\./,
    ],
    [
      "a group of hosts that there are not",
      "inventory:\n  groups:\n    web: [web-1]\n",
      /^\S+signalbox\.yml:3:5: inventory\.groups\.web: there is no host called web-1\./,
    ],
    [
      "an address of the database that is not there",
      "database: { url: '${env:SITE_DATABASE}' }\n",
      /^database\.url refers to env:SITE_DATABASE, which is not there\. /,
    ],
  ])("%s", async (_, yaml, sentence) => {
    expect(failureOf(await signalbox(["requests"], { config: site(yaml) }))).toEqual(failure(2, sentence));
  });
});

test("a token without the other that it needs: the start says so and ends", async () => {
  const config = site(`${small}\nslack: { bot_token: "\${env:BOT}" }\n`);
  const ended = await signalbox(["start"], { data: dataFolder(), config, env: { BOT: "xoxb-not-a-token" } });
  expect(ended).toMatchObject({ code: 2, out: "" });
  expect(ended.err).toMatch(/\nSlack needs the setting `slack\.app_token`, which is missing\. .*\n$/);
  expect(ended.err).not.toContain("xoxb-");
});

test("policies that do not load: nothing starts, and doctor says where", async () => {
  const policies = path.join(temporaryFolder(), "policies");
  cpSync(path.join(path.dirname(example), "policies"), policies, { recursive: true });
  writeFileSync(path.join(policies, "mine.cedar"), '@id("mine")\npermit (principal, action, resource) when {');
  const config = site(small.replace(/policies: .*/, `policies: ${policies}`));
  const data = dataFolder();
  const broken = /^The policies in \S+ do not load: mine\.cedar:2: /;
  expect(failureOf(await signalbox(["chat", "--once", "help"], { data, config }))).toEqual(failure(2, broken));
  const doctor = await signalbox(["doctor", "--json"], { data: temporaryFolder(), config });
  expect(doctor).toMatchObject({ code: 1, err: "" });
  expect(failed(doctor)).toEqual([{ name: "policies", detail: expect.stringMatching(broken) as string }]);
});

test("a playbook with a mistake is left out with its place; the others work", async () => {
  const playbooks = path.join(temporaryFolder(), "playbooks");
  cpSync(path.join(path.dirname(example), "playbooks"), playbooks, { recursive: true });
  writeFileSync(path.join(playbooks, "broken.yml"), "name: broken\nsummary: Broken\neffect: sometimes\nsteps: []\n");
  const config = site(
    `${small.replace(/playbooks: .*/, `playbooks: ${playbooks}`)}\ninventory: { hosts: { here: { transport: local } } }\n`,
  );
  const doctor = await signalbox(["doctor", "--json"], { data: temporaryFolder(), config });
  expect(doctor).toMatchObject({ code: 1, err: "" });
  const where = expect.stringMatching(/broken\.yml:3:\d+: /) as string;
  expect(failed(doctor)).toEqual([{ name: "playbooks", detail: where }]);
  const input = "run disk-report on here\nrun broken on here\n";
  const chat = await signalbox(["chat", "--json"], { data: dataFolder(), config, input });
  expect(lines(chat)[0]).toMatchObject({ reply: "card", request: { action: "playbook.run" } });
  expect(lines(chat).at(-1)).toMatchObject({
    text: expect.stringMatching(/^I know no playbook called "broken"/) as string,
  });
  expect(chat.err).toMatch(/broken\.yml:3:/);
});

test("a data folder that another process holds is said by every command; doctor only notes it", async () => {
  const data = dataFolder();
  const { close } = await openDatabase(data, null);
  try {
    const [chat, requests, doctor] = await Promise.all([
      signalbox(["chat", "--once", "help"], { data }),
      signalbox(["requests"], { data }),
      signalbox(["doctor", "--json"], { data }),
    ]);
    const held = /^Another Signalbox is using the data folder /;
    expect(failureOf(chat)).toEqual(failure(2, held));
    expect(failureOf(requests)).toEqual(failure(2, held));
    expect(doctor).toMatchObject({ code: 0, err: "" });
    expect(doctor.out).toContain("in use by a Signalbox that is running");
  } finally {
    await close();
  }
});

test("a log file that cannot be written is one sentence", async () => {
  const config = site(`${small}\nlog: { file: ./signalbox.yml/log }\n`);
  const ended = await signalbox(["chat", "--once", "help"], { data: dataFolder(), config });
  expect(failureOf(ended)).toEqual(failure(2, /^The log file \S+signalbox\.yml\/log cannot be written: /));
});

/** A site with one host behind SSH. */
const remote = (port: number, knownHosts: string, key: string): string =>
  site(`${small}
log: { level: error }
inventory: { hosts: { web-1: { address: 127.0.0.1, port: ${port} } } }
ssh: { known_hosts: "${knownHosts}", identity_file: "${key}", user: root, timeout_ms: 3000 }
`);

const say = (text: string, config: string): Promise<Ended> =>
  signalbox(["chat", "--once", text, "--json"], { data: dataFolder(), config });

describeWith(["sshd", "ssh-keygen"], "a host", () => {
  test("where nobody listens cannot be reached, and the code is 1", async () => {
    const keys = temporaryFolder();
    const hostKey = makeKey(path.join(keys, "key"));
    const port = await closedPort();
    writeFileSync(path.join(keys, "known_hosts"), `[127.0.0.1]:${port} ${hostKey}\n`);
    const config = remote(port, path.join(keys, "known_hosts"), path.join(keys, "key"));
    const ended = await say("run disk-report on web-1", config);
    expect(ended).toMatchObject({ code: 1, err: "" });
    expect(lines(ended).at(-1)?.["text"]).toMatch(/web-1 cannot be reached: .*ECONNREFUSED/);
  });

  test("that shows another key than it should is not logged in to, and the code is 1", async () => {
    const sshd = await startSshd();
    try {
      const keys = temporaryFolder();
      writeFileSync(path.join(keys, "known_hosts"), `[127.0.0.1]:${sshd.port} ${makeKey(path.join(keys, "key"))}\n`);
      const config = remote(sshd.port, path.join(keys, "known_hosts"), sshd.settings.identity_file ?? "");
      const ended = await say("run disk-report on web-1", config);
      expect(ended).toMatchObject({ code: 1, err: "" });
      expect(lines(ended).at(-1)?.["text"]).toMatch(/The key that web-1 showed is not the one in \S+known_hosts/);
      expect(sshd.log()).not.toContain("Accepted");
    } finally {
      await sshd.stop();
    }
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

const failed = (doctor: Ended): { name: string; detail: string }[] =>
  (lines(doctor)[0] as unknown as { checks: Check[] }).checks
    .filter(({ ok }) => !ok)
    .map(({ name, detail }) => ({ name, detail }));
