/** How people ask for what is written about a request. */
import type { Frame } from "../../src/action.ts";
import { list, phrases, seeing } from "./shared.ts";

export const auditList: readonly Frame[] = [
  {
    triggers: phrases("audit trail|audit log|audit entries|audit records|audit history"),
    also: [...seeing, ...list("of for about request job")],
    needs: ["request"],
    slots: { request: "request" },
  },
];
