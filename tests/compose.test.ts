/** docker-compose.yml: valid by the Compose Specification, and hardened by our own rules. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { describeWith } from "./servers/needs.ts";

const root = path.join(import.meta.dirname, "..");
const file = path.join(root, "docker-compose.yml");

interface Service {
  readonly image?: string;
  readonly user?: string;
  readonly ports?: readonly unknown[];
  readonly privileged?: boolean;
  readonly read_only?: boolean;
  readonly restart?: string;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test?: unknown };
  readonly depends_on?: Readonly<Record<string, { readonly condition?: string }>>;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
}

/** What is wrong with it by our own rules, a sentence each. */
function faults({ services, volumes }: Compose): string[] {
  return Object.entries(services).flatMap(([name, service]) => {
    const rules: readonly (readonly [broken: boolean, sentence: string])[] = [
      [!/:v?\d/.test(service.image ?? ""), "has no pinned image"],
      [service.healthcheck?.test === undefined, "has no health check"],
      [service.read_only !== true, "can write to its root file system"],
      [!(service.security_opt ?? []).includes("no-new-privileges:true"), "can gain privileges"],
      [service.privileged === true || !(service.cap_drop ?? []).includes("ALL"), "keeps capabilities"],
      [service.user === undefined || (name !== "ollama" && /^(?:root|0)(?::|$)/.test(service.user)), "runs as root"],
      [service.restart === undefined, "stays down after a crash"],
      [service.ports !== undefined, "publishes a port"],
      ...Object.entries(service.depends_on ?? {}).flatMap(([other, { condition }]) => [
        [!(other in services), `depends on ${other}, which is not there`] as const,
        [condition !== "service_healthy", `does not wait until ${other} is healthy`] as const,
      ]),
      ...Object.entries(service.environment ?? {}).map(
        ([key, value]) => [hasSecret(key, value), `holds a secret in ${key}`] as const,
      ),
      ...(service.volumes ?? []).map((mount) => [!isSafeMount(mount, volumes), `mounts ${mount}`] as const),
    ];
    return rules.filter(([broken]) => broken).map(([, sentence]) => `${name} ${sentence}`);
  });
}

/** A literal, or a default that is not empty, where a secret belongs; also as the password of a URL. */
function hasSecret(key: string, value: string | null): boolean {
  const reference = /^\$\{\w+(?::\?[^}]+|:-)\}$/;
  const password = /:\/\/[^:/@]*:(.*)@/.exec(value ?? "")?.[1];
  if (password !== undefined) return !reference.test(password);
  return /PASSWORD|TOKEN|SECRET|KEY/.test(key) && !reference.test(value ?? "");
}

const isSafeMount = (mount: string, volumes: Compose["volumes"]): boolean => {
  const [source = ""] = mount.split(":");
  return source in volumes || (source.startsWith("./") && mount.endsWith(":ro"));
};

const read = (): Compose => parse(readFileSync(file, "utf8"), { merge: true }) as Compose;

describe("docker-compose.yml", () => {
  test("keeps our rules", () => {
    expect(faults(read())).toEqual([]);
  });

  test("builds from folders that exist, and from every folder that the bot needs", () => {
    const dockerfile = readFileSync(path.join(root, "Dockerfile"), "utf8");
    const copied = [...dockerfile.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, sources = ""]) => sources.split(" "));
    expect(copied).toEqual(
      expect.arrayContaining(["src", "adapters", "intents", "knowledge", "migrations", "playbooks", "policies"]),
    );
    expect(copied.filter((source) => !existsSync(path.join(root, source)))).toEqual([]);
    expect(dockerfile).toContain("\nUSER node\n");
  });

  test.each<[string, (compose: Compose) => Compose]>([
    ["bot holds a secret in SLACK_BOT_TOKEN", edit("bot", { environment: { SLACK_BOT_TOKEN: "xoxb-1" } })],
    ["bot holds a secret in DATABASE_URL", edit("bot", { environment: { DATABASE_URL: "postgres://u:hunter2@db/x" } })],
    [
      "postgres holds a secret in POSTGRES_PASSWORD",
      edit("postgres", { environment: { POSTGRES_PASSWORD: "${P:-changeme}" } }),
    ],
    ["redis has no health check", edit("redis", { healthcheck: {} })],
    ["qdrant has no pinned image", edit("qdrant", { image: "qdrant/qdrant:latest" })],
    ["bot runs as root", edit("bot", { user: "0:0" })],
    ["postgres publishes a port", edit("postgres", { ports: ["5432:5432"] })],
    [
      "bot mounts /var/run/docker.sock:/var/run/docker.sock",
      edit("bot", { volumes: ["/var/run/docker.sock:/var/run/docker.sock"] }),
    ],
    [
      "bot does not wait until postgres is healthy",
      edit("bot", { depends_on: { postgres: { condition: "service_started" } } }),
    ],
  ])("a planted fault is caught: %s", (sentence, plant) => {
    expect(faults(plant(read()))).toEqual([sentence]);
  });
});

function edit(name: string, change: Service): (compose: Compose) => Compose {
  return (compose) => ({
    ...compose,
    services: { ...compose.services, [name]: { ...compose.services[name], ...change } },
  });
}

const run = promisify(execFile);
const variables = { POSTGRES_PASSWORD: "p", SLACK_BOT_TOKEN: "b", SLACK_APP_TOKEN: "a" };

/** `docker-compose config` checks the file against the specification's JSON Schema, and needs no engine. */
const config = (env: Record<string, string>) =>
  run("docker-compose", ["--file", file, "config", "--quiet"], { env: { PATH: process.env["PATH"], ...env } });

describeWith(["docker-compose"], "docker-compose.yml, read by Compose itself", () => {
  test("is valid", async () => {
    await expect(config(variables)).resolves.toEqual({ stdout: "", stderr: "" });
  });

  test.each(Object.keys(variables))("refuses to start without %s and says where it comes from", async (missing) => {
    const others = Object.entries(variables).filter(([name]) => name !== missing);
    await expect(config(Object.fromEntries(others))).rejects.toThrow(/set it in \.env|docs\/slack\.md/);
  });
});
