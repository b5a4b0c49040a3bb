/** What must not be in the tree, and what must. */
import type { Tree } from "./tree.ts";

/** Everything that does not belong, a sentence each. */
export function dirt(tree: Tree): string[] {
  return [...tree].flatMap(([file, text]) =>
    rules
      .filter(({ in: where, except }) => where.test(file) && !except?.test(file))
      .flatMap(({ pattern, what }) =>
        text
          .split("\n")
          .flatMap((line, index) =>
            pattern.test(line) ? [`${file}:${index + 1} ${what}: ${line.trim().slice(0, 80)}`] : [],
          ),
      ),
  );
}

interface Rule {
  readonly what: string;
  readonly pattern: RegExp;
  readonly in: RegExp;
  readonly except?: RegExp;
}

const code = /\.(?:ts|mjs)$/;
/** The checker and its test name what they look for. */
const itself = /^tests\/house\/hygiene/;

const rules: readonly Rule[] = [
  { what: "says where npm downloaded from", pattern: /"resolved":\s*"http/, in: /^package-lock\.json$/ },
  { what: "names a folder of one machine", pattern: /(?<![\w.-])\/(?:work|farm|root)\//, in: /./, except: itself },
  { what: "is left to do", pattern: /\b(?:TODO|FIXME|XXX|HACK)\b/, in: /\.(?:ts|mjs|yml|sh)$/, except: itself },
  { what: "runs one test alone", pattern: /\.only\(/, in: /^tests\//, except: itself },
  {
    what: "skips a test without naming what it needs",
    pattern: /\b(?:test|it|describe)\.(?:skip|todo|skipIf|runIf)\b/,
    in: /^tests\//,
    except: /^tests\/(?:house\/hygiene|servers\/needs\.ts)/,
  },
  {
    what: "silences the compiler",
    pattern: /@ts-(?:ignore|nocheck|expect-error)|\bas any\b/,
    in: code,
    except: itself,
  },
  {
    what: "reads the environment, which is handed in by src/cli/site.ts",
    pattern: /\bprocess\.env\b/,
    in: /^(?:src|adapters|intents|knowledge|migrations)\/.*\.ts$/,
    except: /^src\/cli\/site\.ts$/,
  },
  {
    what: "holds a key or a token",
    pattern: /BEGIN (?:OPENSSH|RSA|EC) PRIVATE KEY|xox[bp]-\d{6,}/,
    in: /./,
    except: itself,
  },
];

/** What stands in the root, and nothing else. */
const expected = [
  ".ci",
  ".gitignore",
  ".npmrc",
  ".oxfmtrc.json",
  ".oxlintrc.json",
  "ARCHITECTURE.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "Dockerfile",
  "LICENSE",
  "README.md",
  "SECURITY.md",
  "adapters",
  "bench",
  "docker-compose.yml",
  "docs",
  "intents",
  "knip.json",
  "knowledge",
  "migrations",
  "package-lock.json",
  "package.json",
  "playbooks",
  "policies",
  "signalbox.example.yml",
  "src",
  "tests",
  "tsconfig.json",
  "vitest.config.ts",
];

/** What is in the root and should not be, or the other way round; and what every adapter's folder must hold. */
export function misplaced(tree: Tree): string[] {
  const files = [...tree.keys()];
  const there = new Set(files.map((file) => file.split("/")[0] ?? ""));
  const adapters = new Set(files.flatMap((file) => /^adapters\/[^/]+/.exec(file)?.[0] ?? []));
  const parts = ["index.ts", "listen.ts", "render.ts", "README.md"];
  return [
    ...expected.filter((name) => !there.has(name)).map((name) => `${name} is missing`),
    ...[...there].filter((name) => !expected.includes(name)).map((name) => `${name} has no place in the root`),
    ...files
      .filter((file) => /(?:^|\/)(?:utils?|helpers?|common|misc)(?:\/|\.ts$)/.test(file))
      .map((file) => `${file} says nothing by its name`),
    ...[...adapters].flatMap((adapter) =>
      parts.filter((part) => !tree.has(`${adapter}/${part}`)).map((part) => `${adapter}/${part} is missing`),
    ),
  ];
}
