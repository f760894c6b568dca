import { IconActivity, IconLayoutDashboard, IconTool, type Icon } from "@tabler/icons-react";

/** Where the rail leads, in its groups; the console grows here. */
export const destinations = [
  {
    group: "nav.operate",
    links: [
      { to: "/", label: "nav.home", icon: IconLayoutDashboard },
      { to: "/activity", label: "nav.activity", icon: IconActivity },
    ],
  },
  { group: "nav.catalogue", links: [{ to: "/tools", label: "nav.tools", icon: IconTool }] },
] as const satisfies readonly { group: string; links: readonly { to: string; label: string; icon: Icon }[] }[];
