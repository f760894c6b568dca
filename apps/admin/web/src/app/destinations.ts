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
      { to: "/", label: "pages.home", icon: IconLayoutDashboard, needs: "overview.read" },
      { to: "/approvals", label: "pages.approvals", icon: IconChecklist, needs: "approvals.read" },
      { to: "/activity", label: "pages.activity", icon: IconActivity, needs: "calls.read" },
      { to: "/sessions", label: "pages.sessions", icon: IconPlugConnected, needs: "sessions.read" },
    ],
  },
  {
    group: "nav.catalogue",
    links: [
      { to: "/tools", label: "pages.tools", icon: IconTool, needs: "tools.read" },
      { to: "/toolsets", label: "pages.toolsets", icon: IconStack2, needs: "policy.read" },
    ],
  },
  {
    group: "nav.access",
    links: [
      { to: "/keys", label: "pages.keys", icon: IconKey, needs: "keys.read" },
      { to: "/rules", label: "pages.rules", icon: IconFilterCog, needs: "policy.read" },
      { to: "/limits", label: "pages.limits", icon: IconGauge, needs: "policy.read" },
      { to: "/credentials", label: "pages.credentials", icon: IconLock, needs: "credentials.read" },
      { to: "/people", label: "pages.people", icon: IconUsers, needs: "people.read" },
    ],
  },
  {
    group: "nav.system",
    links: [
      { to: "/settings", label: "pages.settings", icon: IconAdjustments, needs: "settings.read" },
      { to: "/about", label: "pages.about", icon: IconInfoCircle, needs: "overview.read" },
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
