/** Where nothing was ever kept, nothing is said to be whole. */
import { existsSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/database.ts";
import { failure, failureOf, signalbox } from "./signalbox.ts";

test.each(["audit verify", "requests", "show r-00000000"])(
  "`%s` says that there is no database, and makes none",
  async (command) => {
    const data = path.join(temporaryFolder(), "mistyped");
    const ended = await signalbox([...command.split(" "), "--data", data]);
    expect(failureOf(ended)).toEqual(failure(2, /There is no database in the data folder/));
    expect(existsSync(data)).toBe(false);
  },
);
