/** The real actions, and a site whose names invite mistakes. */
import path from "node:path";
import { loadCatalog } from "../../../src/catalog.ts";
import type { Names } from "../../../src/inventory.ts";

export const { all: actions } = await loadCatalog(path.join(import.meta.dirname, "../../../intents/actions"));

export const names: Names = {
  zones: ["example.test", "shop.example.test", "example.org"],
  envs: ["dev", "staging", "prod"],
  services: ["shop", "checkout", "payments", "search"],
  hosts: ["localhost", "web-1", "web-2", "db-1", "db-2", "build-1"],
  groups: {
    all: ["localhost", "web-1", "web-2", "db-1", "db-2", "build-1"],
    web: ["web-1", "web-2"],
    db: ["db-1", "db-2"],
  },
  playbooks: {
    "disk-report": ["disk report", "report disk usage"],
    "clean-temp": ["clean up temp files", "clean temp files", "clean up temporary files"],
    "restart-nginx": ["restart nginx", "bounce nginx"],
  },
  alerts: [],
  jobs: [],
  models_installed: [],
  models_known: [],
  signals: [
    "cpu",
    "memory",
    "disk",
    "load",
    "network",
    "error_rate",
    "request_rate",
    "latency_p50",
    "latency_p95",
    "latency_p99",
    "availability",
    "cache_hit_ratio",
  ],
  aliases: { "this box": "localhost", "this machine": "localhost", "this host": "localhost", "web shop": "shop" },
};
