/** Says plainly, below vitest's own summary, which tests were left out because a program is missing, how to get it, and the count. */
import type { Reporter, TestModule } from "vitest/node";

/** Program → the Debian package that brings it. */
const packages: Readonly<Record<string, string>> = {
  sshd: "openssh-server",
  "redis-server": "redis-server",
  prometheus: "prometheus",
  promtool: "prometheus",
  "ansible-playbook": "ansible-core",
  postgres: "postgresql",
  initdb: "postgresql",
  "named-checkzone": "bind9-utils",
  "docker-compose": "docker-compose",
  script: "bsdutils",
  stty: "coreutils",
  strace: "strace",
};

/** What servers/needs.ts writes into the name of what it skips. */
const leftOut = /\[left out: (needs [^\]]+|no data in [^\]]+)\]/;

/** "Left out: 14 tests that need sshd: apt-get install openssh-server". One line for each reason. */
export function summarize(skipped: readonly string[]): string[] {
  const reasons = Map.groupBy(
    skipped.flatMap((name) => leftOut.exec(name)?.[1] ?? []),
    (reason) => reason,
  );
  return [...reasons].map(([reason, tests]) => {
    const count = tests.length === 1 ? "1 test that needs" : `${tests.length} tests that need`;
    if (reason.startsWith("no ")) return `Left out: ${count} ${reason.slice("no ".length)}`;
    const programs = reason.slice("needs ".length).split(", ");
    const wanted = new Set(programs.map((program) => packages[program] ?? program));
    return `Left out: ${count} ${programs.join(" and ")}: apt-get install ${[...wanted].join(" ")}`;
  });
}

export default class LeftOut implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const ended = (state: "passed" | "failed" | "skipped"): string[] =>
      modules.flatMap((module) => [...module.children.allTests(state)].map((test) => test.fullName));
    const skipped = ended("skipped");
    for (const line of summarize(skipped)) console.log(line);
    // For programs that count: no colour, no bars, alone on its line.
    console.log(`${ended("passed").length} passed, ${ended("failed").length} failed, ${skipped.length} skipped`);
  }
}
