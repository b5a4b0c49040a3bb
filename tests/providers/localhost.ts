import type { Host } from "../../src/inventory.ts";

/** This machine, as an inventory names it. */
export const localhost: Host = {
  name: "localhost",
  transport: "local",
  address: "localhost",
  port: 22,
  environment: "dev",
  aliases: ["this box"],
  labels: [],
  vars: {},
};
