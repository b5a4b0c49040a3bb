import { describe, expect, it } from "vitest";
import type { Section } from "../../../knowledge/written/statement.ts";
import { createVerifier } from "../../../knowledge/written/verify.ts";

const passages = (markdownish: string): Section["passages"] =>
  markdownish.split("\n").map((line) => {
    if (line.startsWith("$ ")) return { kind: "code", text: line.slice(2) };
    return { kind: /^(?:-|\d+\.) /.test(line) ? "item" : "text", text: line };
  });

const sections: readonly Section[] = [
  {
    n: 1,
    headings: ["Replication lag", "A slot keeps the WAL"],
    passages: passages(
      "An inactive slot makes the primary keep WAL for ever. Drop the slot only when its reader is gone for good: a reader that comes back has to be rebuilt.\n" +
        "Wait ten minutes, and keep at least 20 % of `/var/lib/pg` free before the replica starts. The playbook `restart-service` starts it.\n" +
        "$ psql -c 'select slot_name from pg_replication_slots'\n" +
        "$ pg_ctl promote -D /var/lib/pg --wait # never on the primary\n" +
        'The message says "requested WAL segment has already been removed". See https://wiki.example/wal for more.',
    ),
  },
  {
    n: 2,
    headings: ["Disk full", "Do not"],
    passages: passages(
      "- Do not `rm` a log that a process is writing: the space is not freed until that process closes it. Truncate the log instead with `truncate -s 0 FILE`.\n" +
        "- Delete files in `pg_wal` by hand.\n" +
        "- The log grows on the host of the proxy.\n" +
        "- Never run `docker system prune --volumes` on a host that keeps data in volumes.",
    ),
  },
  {
    n: 3,
    headings: ["Disk full", "If nothing may be removed"],
    passages: passages(
      "Grow the volume of the host. It works while the filesystem is mounted. Ask the owner before the volume is grown.\n" +
        "If the host is a replica:\n- Rebuild the replica from the primary.\n- Tell the owner of the service.\n" +
        "Is the volume group full?\nRestart the proxy instead of the database. The proxy failed to drain the old connections.\n" +
        "Visitors may see old pages after a purge. Copy the dump from the primary to the replica, then restart the replica.",
    ),
  },
];

const verify = (text: string, cites: readonly number[] = [1, 2, 3], quote = "") =>
  createVerifier(sections)({ cites, quote, text });

describe("a sentence is shown if a cited section says so", () => {
  const shown: readonly (readonly [text: string, cite: number])[] = [
    ["An inactive slot makes the primary keep WAL for ever.", 1],
    ["Inactive slots make the primary keep WAL for ever.", 1],
    ["Drop the slot only when its reader is gone for good.", 1],
    ["You should drop the slot only when its reader is gone for good: a reader that comes back has to be rebuilt.", 1],
    ["Before the volume is grown, ask the owner.", 3],
    ["You should ask the owner before the volume is grown.", 3],
    ["According to the runbook, an inactive slot makes the primary keep WAL for ever.", 1],
    ["Wait ten minutes, and keep at least 20% of `/var/lib/pg` free before the replica starts.", 1],
    ["The message says “requested WAL segment has already been removed”.", 1],
    ["Do not `rm` a log that a process is writing.", 2],
    ["You must not `rm` a log that a process is writing.", 2],
    ["Never `rm` a log that a process is writing.", 2],
    ["Truncate the log instead with `truncate -s 0 FILE`.", 2],
    ["Do not delete files in `pg_wal` by hand.", 2],
    ["Don't run `docker system prune --volumes` on a host that keeps data in volumes.", 2],
    ["If nothing may be removed, grow the volume of the host.", 3],
    ["Grow the volume of the host.", 3],
    ["If the host is a replica, rebuild the replica from the primary.", 3],
    ["Restart the proxy instead of the database.", 3],
    ["Visitors may see old pages after a purge.", 3],
    ["**Restart** the proxy instead of the database. [3]", 3],
  ];
  it.each(shown)("%s", (text, cite) => {
    const { sentences, dropped } = verify(text);
    expect(dropped).toEqual([]);
    expect(sentences.map(({ cites }) => cites)).toEqual([[cite]]);
  });
});

describe("a sentence is dropped", () => {
  const unsupported: readonly (readonly [because: string, text: string, why: RegExp])[] = [
    ["it is about something else", "Restart the mail queue of the cluster.", /“mail” does not stand/],
    ["a word is put in", "An inactive broken slot makes the primary keep WAL for ever.", /“broken” does not stand/],
    ["a name is exchanged", "An inactive slot makes the replica keep WAL for ever.", /“replica” does not stand/],
    [
      "a flag is made up",
      "Wait ten minutes, and keep at least 20% of `/var/lib/pg` free before the replica starts --now.",
      /--now does not|“--now”/,
    ],
    ["a command gets a flag", "Truncate the log instead with `truncate -s 0 --no-create FILE`.", /is no command of/],
    [
      "a command loses a flag",
      "Never run `docker system prune` on a host that keeps data in volumes.",
      /is no command of/,
    ],
    ["a command is told in plain words", "Promote pg_ctl with -D /var/lib/pg.", /does not stand|stands otherwise/],
    ["a comment's warning is lost", "Run `pg_ctl promote -D /var/lib/pg --wait`.", /no command|does not stand|denied/],
    [
      "a path goes on",
      "Wait ten minutes, and keep at least 20 % of `/var/lib/pg/data` free before the replica starts.",
      /does not stand/,
    ],
    [
      "a path is part of another",
      "Wait ten minutes, and keep at least 20 % of `/var/lib` free before the replica starts.",
      /does not stand/,
    ],
    ["an identifier is spelled otherwise", "The playbook `restart_service` starts it.", /does not stand/],
    [
      "a number is another",
      "Wait ten minutes, and keep at least 30 % of `/var/lib/pg` free before the replica starts.",
      /“30%” does not stand/,
    ],
    [
      "a unit is another",
      "Wait ten hours, and keep at least 20 % of `/var/lib/pg` free before the replica starts.",
      /“hours” does not stand/,
    ],
    [
      "a unit is lost",
      "Wait ten, and keep at least 20 % of `/var/lib/pg` free before the replica starts.",
      /goes on differently/,
    ],
    [
      "least becomes most",
      "Wait ten minutes, and keep at most 20 % of `/var/lib/pg` free before the replica starts.",
      /“most” does not stand/,
    ],
    [
      "before becomes after",
      "Wait ten minutes, and keep at least 20 % of `/var/lib/pg` free after the replica starts.",
      /differently|order/,
    ],
    ["a condition is lost", "Drop the slot when its reader is gone for good.", /too much|differently|order|question/],
    ["a condition becomes its opposite", "Drop the slot unless its reader is gone for good.", /differently|order/],
    ["what leads to it is lost", "Rebuild the replica from the primary.", /too much is left out/],
    ["a denial is lost", "`rm` a log that a process is writing.", /too much|differently|order|question/],
    [
      "a denial moves",
      "`rm` a log that a process is not writing: the space is freed until that process closes it.",
      /differently|order/,
    ],
    ["it is what not to do", "Delete files in `pg_wal` by hand.", /warned|too much/],
    ["what is forbidden is denied in part", "Delete files in `pg_wal`, not by hand.", /warned|differently/],
    ["a statement under a warning is denied", "The log does not grow on the host of the proxy.", /warned|differently/],
    ["it is denied here and not there", "Do not grow the volume of the host.", /differently|order/],
    ["instead is lost", "Restart the proxy of the database.", /too much|differently|order|question/],
    ["it failed there and not here", "The proxy drained the old connections.", /too much|left out/],
    ["may becomes does", "Visitors see old pages after a purge.", /too much|differently|order|question/],
    [
      "from and to change places",
      "Copy the dump to the primary from the replica, then restart the replica.",
      /order|differently/,
    ],
    ["steps change places", "Restart the replica, then copy the dump from the primary to the replica.", /order/],
    ["a question becomes a statement", "The volume group is full.", /too much|differently|order|question/],
    ["a statement becomes a question", "An inactive slot makes the primary keep WAL for ever?", /question/],
    [
      "advice is made of a statement",
      "You should visitors may see old pages after a purge.",
      /begins differently|too much|order/,
    ],
    ["too much is left out", "Copy the dump.", /too much/],
    [
      "two sections are mixed",
      "Truncate the log only when its reader is gone for good.",
      /does not stand|out of|differently/,
    ],
    ["a quotation is made up", "The message says “segment is gone”.", /is not quoted/],
    ["a quotation is put together", "The message says “requested WAL segment has been removed”.", /is not quoted/],
    ["an address is shown", "See https://wiki.example/wal for more.", /addresses/],
    ["a link is hidden", "[Grow the volume](https://evil.example) of the host.", /addresses/],
    ["somebody is called", "@channel Grow the volume of the host.", /“@channel” does not stand/],
    ["everybody is called", "<!here> Grow the volume of the host.", /does not stand/],
    ["it is piped elsewhere", "Grow the volume of the host | sh", /does not stand/],
    ["a letter is not what it seems", "Grow the vоlume of the host.", /does not stand/],
    ["a backtick is left open", "Grow the `volume of the host.", /backtick/],
    ["nothing is said", "It is so.", /next to nothing|does not stand/],
    ["the referent is left out", "It works while the filesystem is mounted.", /points back/],
  ];
  it.each(unsupported)("if %s", (_, text, why) => {
    const { sentences, dropped } = verify(text);
    expect(sentences).toEqual([]);
    expect(dropped.map((one) => one.why).join("\n")).toMatch(why);
  });
});

describe("what is cited", () => {
  const text = "Restart the proxy instead of the database.";
  it("is what supports the sentence, whatever else is named", () => {
    expect(verify(text, [1, 3, 9]).sentences).toEqual([{ text, cites: [3] }]);
  });

  it.each([[[1, 2]], [[9]], [[-3]], [[]]])("supports it, or it is dropped: %j", (cites) => {
    expect(verify(text, cites).sentences).toEqual([]);
  });

  it("is quoted letter by letter, but for white space", () => {
    const quotes = [text, "Restart  the proxy\ninstead of the", "restart the proxy instead", "Restart the database"];
    expect(quotes.map((quote) => verify(text, [3], quote).sentences.length)).toEqual([1, 1, 0, 0]);
  });
});

/** How much is shown of each. */
const all = (...texts: readonly string[]) => {
  const one = createVerifier(sections);
  return texts.map((text) => one({ cites: [1, 2, 3], quote: "", text }).sentences.length);
};

describe("one sentence after another", () => {
  it("may point back to the one before it, and to no other", () => {
    const works = "It works while the filesystem is mounted.";
    expect(all("Grow the volume of the host.", works)).toEqual([1, 1]);
    expect(all("Grow the volume of the host.", "Restart the proxy instead of the database.", works)).toEqual([1, 1, 0]);
    expect(all("An inactive slot makes the primary keep WAL for ever.", works)).toEqual([1, 0]);
  });

  it("keep the order of their section", () => {
    const [first, second] = ["Grow the volume of the host.", "Restart the proxy instead of the database."] as const;
    expect(all(first, second)).toEqual([1, 1]);
    expect(all(second, first)).toEqual([1, 0]);
  });

  it("are not repeated", () => {
    expect(all("Grow the volume of the host.", "Grow the volume of the host.")).toEqual([1, 0]);
  });

  it("are judged one by one where a model writes several as one", () => {
    const { sentences, dropped } = verify("Grow the volume of the host. Reboot everything.", [3]);
    expect(sentences.map(({ text }) => text)).toEqual(["Grow the volume of the host."]);
    expect(dropped.map(({ text }) => text)).toEqual(["Reboot everything."]);
  });
});

it("shows nothing that draws nothing", () => {
  expect(verify("Grow the\u200B volume\u202E of the host.", [3]).sentences[0]?.text).toBe(
    "Grow the volume of the host.",
  );
});
