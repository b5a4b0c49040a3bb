/** How people ask for alerts, and for quiet. */
import type { Found, Frame } from "../../src/action.ts";
import { list, phrases, seeing, single } from "./shared.ts";

export const alertList: readonly Frame[] = [
  {
    triggers: [
      ...list(
        "list show get give display see check what what's whats which who any are is how tell do got have anything",
      ),
      ...phrases(
        "how many|are there|is there|alerts|open alerts|active alerts|firing alerts|critical alerts|current alerts|pull up|which of",
      ),
    ],
    about: phrases("alert|alerts|alarm|alarms|alerting|firing|going off|paging|pages|alertmanager"),
    also: [
      ...seeing,
      ...list("open current active list were was went go off which rules ones went off waiting severity level only"),
    ],
    slots: {
      state: "alert-state",
      severity: "severity",
      service: "service",
      target: "target",
      window: "window",
    },
  },
];

/** What is to be quiet besides a named alert: hosts, a group, or a service. */
function quiet({ target, service, alert, "alert-name": shaped }: Found): Record<string, unknown> {
  const named = single(target) ?? (target ? undefined : single(service));
  return {
    ...(alert || !shaped ? {} : { alert: single(shaped) }),
    ...(named === undefined ? {} : { target: named }),
  };
}

const slots = { alert: "alert", target: "target", duration: "duration", reason: "reason" } as const;
const also = [
  ...list("alert alerts alarm alarms paging pages notifications notification about coming fires firing"),
  ...list("it that one next us me anything noise noisy thing down keep quiet the from now a with reason note as"),
  ...phrases(
    "all alerts|any alerts|every alert|all the alerts|all notifications|all paging|everything on|everything from|anything on|everything about|all pages|all alarms|from paging|from firing|alert for|next",
  ),
];

export const alertSilence: readonly Frame[] = [
  {
    triggers: phrases(
      "silence|mute|snooze|suppress|hush|quiet|quieten|shush|shut up|put a silence|add a silence|create a silence|set a silence|set up a silence|stop paging|stop alerting|stop paging us|stop paging me|stop alerting us|stop alerting me|stop|disable|pause|turn off|switch off|keep|shut|make|inhibit|ignore|hold",
    ),
    about: phrases("alert|alerts|alarm|alarms|paging|pages|notifications|quiet|silence|silent|noise|mute"),
    also,
    slots,
    reads: ["service", "everything", "alert-name"],
    requires: ["alert", "alert-name", "target", "service"],
    fill: quiet,
    oneOf: ["alert", "target"],
  },
  {
    triggers: phrases("silence|mute|snooze|suppress|hush|quiet|quieten|shush|shut up|inhibit|pause|stop"),
    also,
    slots,
    reads: ["service", "alert-name"],
    requires: ["alert", "alert-name"],
    fill: quiet,
  },
  {
    triggers: list("turn switch shut keep put make hold send"),
    about: phrases("off|up|quiet|silent|to sleep|shut up|on mute|alerts off"),
    also,
    slots,
    reads: ["service", "alert-name"],
    requires: ["alert", "alert-name", "target", "service"],
    needs: ["duration"],
    fill: quiet,
    oneOf: ["alert", "target"],
  },
  {
    triggers: phrases("put|add|set|create|set up|schedule|place"),
    about: phrases("silence|mute|snooze"),
    also: [...also, ...list("a with reason note as")],
    slots,
    reads: ["service", "alert-name"],
    requires: ["alert", "alert-name", "target", "service"],
    fill: quiet,
    oneOf: ["alert", "target"],
  },
  {
    triggers: phrases("silence|mute|snooze|suppress|hush"),
    also,
    alone: phrases("silence|mute|snooze"),
    slots,
    reads: ["service", "alert-name"],
    requires: ["target", "service"],
    fill: quiet,
    oneOf: ["alert", "target"],
  },
];
