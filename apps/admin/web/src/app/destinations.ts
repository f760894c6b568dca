import {
  IconActivity,
  IconAdjustments,
  IconChecklist,
  IconFilterCog,
  IconGauge,
  IconInfoCircle,
  IconKey,
  IconLayoutDashboard,
  IconLock,
  IconPlugConnected,
  IconStack2,
  IconTool,
  IconUsers,
  type Icon,
} from "@tabler/icons-react";
import type { Permission } from "../../../src/contract/people.ts";

/** Where the rail leads, in its groups. `needs` is the permission without which a page is not shown. */
export const destinations = [
  {
    group: "nav.operate",
    links: [
      { to: "/", label: "home.title", icon: IconLayoutDashboard, needs: "overview.read" },
      { to: "/approvals", label: "approvals.title", icon: IconChecklist, needs: "approvals.read" },
      { to: "/activity", label: "activity.title", icon: IconActivity, needs: "calls.read" },
      { to: "/sessions", label: "sessions.title", icon: IconPlugConnected, needs: "sessions.read" },
    ],
  },
  {
    group: "nav.catalogue",
    links: [
      { to: "/tools", label: "tools.title", icon: IconTool, needs: "tools.read" },
      { to: "/toolsets", label: "toolsets.title", icon: IconStack2, needs: "policy.read" },
    ],
  },
  {
    group: "nav.access",
    links: [
      { to: "/keys", label: "keys.title", icon: IconKey, needs: "keys.read" },
      { to: "/rules", label: "rules.title", icon: IconFilterCog, needs: "policy.read" },
      { to: "/limits", label: "limits.title", icon: IconGauge, needs: "policy.read" },
      { to: "/credentials", label: "credentials.title", icon: IconLock, needs: "credentials.read" },
      { to: "/people", label: "people.title", icon: IconUsers, needs: "people.read" },
    ],
  },
  {
    group: "nav.system",
    links: [
      { to: "/settings", label: "settings.title", icon: IconAdjustments, needs: "settings.read" },
      { to: "/about", label: "about.title", icon: IconInfoCircle, needs: "overview.read" },
    ],
  },
] as const satisfies readonly {
  group: string;
  links: readonly { to: string; label: string; icon: Icon; needs: Permission }[];
}[];

export type Destination = (typeof destinations)[number]["links"][number];

/** The groups with what these permissions allow; a group without any link is left out. */
export function destinationsFor(
  may: (permission: Permission) => boolean,
): { group: (typeof destinations)[number]["group"]; links: Destination[] }[] {
  return destinations
    .map(({ group, links }) => ({ group, links: (links as readonly Destination[]).filter(({ needs }) => may(needs)) }))
    .filter(({ links }) => links.length > 0);
}

/** On a phone the bar holds these; the rest is behind "More". */
export const barDestinations: readonly Destination["to"][] = ["/", "/approvals", "/activity"];
