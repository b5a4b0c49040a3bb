/** A real Prometheus (Debian's `prometheus`) on 127.0.0.1 that scrapes what a test exports. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { find } from "./needs.ts";

export interface PrometheusServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** An alerting rule, as Prometheus writes it in a rule file. */
export interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** `jobs`: job → the addresses that it scrapes every second, each with the labels it is to carry. */
export async function startPrometheus(
  jobs: Readonly<
    Record<string, readonly { readonly address: string; readonly labels: Readonly<Record<string, string>> }[]>
  >,
  rules: readonly Rule[] = [],
): Promise<PrometheusServer> {
  const folder = mkdtempSync(path.join(tmpdir(), "prometheus-"));
  const scrape = Object.entries(jobs).map(([job, targets]) => ({
    job_name: job,
    static_configs: targets.map(({ address, labels }) => ({ targets: [address], labels })),
  }));
  // JSON is YAML.
  const config = {
    global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
    scrape_configs: scrape,
    rule_files: ["rules.yml"],
  };
  writeFileSync(path.join(folder, "rules.yml"), JSON.stringify({ groups: [{ name: "test", rules }] }));
  writeFileSync(path.join(folder, "prometheus.yml"), JSON.stringify(config));
  const child = spawn(
    find("prometheus") ?? "prometheus",
    [
      `--config.file=${path.join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${path.join(folder, "data")}`,
      "--web.listen-address=127.0.0.1:0",
      "--log.level=info",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stderr });
  const said: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    let address: string | undefined;
    lines.on("line", (line) => {
      said.push(line);
      address ??= /Listening on.*?address="?(127\.0\.0\.1:[1-9]\d*)/.exec(line)?.[1];
      if (address !== undefined && line.includes("Server is ready")) resolve(`http://${address}`);
    });
    child.once("exit", () => reject(new Error(`prometheus ended:\n${said.slice(-10).join("\n")}`)));
  });
  return {
    url,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Exporter {
  /** host:port */
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** Serves /metrics; `text` is asked anew at every scrape. */
export async function startExporter(text: () => string): Promise<Exporter> {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4" });
    response.end(text());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
