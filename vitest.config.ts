import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    globalSetup: ["tests/support/database-template.ts"],
    reporters: ["default", "./tests/reporter.ts"],
    // Real servers and WASM databases start inside tests; two cores are enough for the whole suite.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts", "adapters/**/*.ts", "intents/**/*.ts", "knowledge/**/*.ts"],
      reporter: ["text-summary", "json-summary"],
    },
  },
});
