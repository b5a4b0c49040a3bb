#!/usr/bin/env node
// Plain JavaScript that old Nodes can parse: hands over to the runtime that npm installed when the system's is too old
// to run TypeScript. Everything else is in cli.ts.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const oldest = 24;
const cli = new URL("./cli.ts", import.meta.url);

/** The platform packages among package.json's optionalDependencies carry one binary each. */
function pinned() {
  const require = createRequire(import.meta.url);
  const platform = process.platform === "win32" ? "win" : process.platform;
  for (const name of [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`]) {
    try {
      const folder = path.dirname(require.resolve(`${name}/package.json`));
      const binary = path.join(folder, "bin", process.platform === "win32" ? "node.exe" : "node");
      if (existsSync(binary)) return binary;
    } catch {
      // Not this one.
    }
  }
  return null;
}

if (Number(process.versions.node.split(".")[0]) >= oldest) {
  const { enableCompileCache } = await import("node:module");
  enableCompileCache?.();
  await import(cli.href);
} else {
  const binary = pinned();
  if (binary === null) {
    console.error(
      `Signalbox needs Node ${oldest} or newer and this is ${process.version}. Run \`npm ci\`, which brings one along.`,
    );
    process.exit(2);
  }
  const child = spawn(binary, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`The runtime at ${binary} does not start: ${error.message}. Run \`npm ci\` again.`);
    process.exit(2);
  });
  child.on("exit", (code, signal) => process.exit(code ?? 128 + os.constants.signals[signal]));
}
