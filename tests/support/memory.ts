/** A folder whose files lie in memory where that can be had: for tests that cut no power, the disk would only be slow. */
import { existsSync } from "node:fs";
import os from "node:os";

export const memory = existsSync("/dev/shm") ? "/dev/shm" : os.tmpdir();
