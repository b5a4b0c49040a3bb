// Preloaded into a test's process and its workers: notes every fdatasync in the file that SYNC_LOG names.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const real = fs.fdatasyncSync;
fs.fdatasyncSync = (descriptor) => {
  real(descriptor);
  fs.appendFileSync(process.env.SYNC_LOG, ".");
};
syncBuiltinESMExports();
