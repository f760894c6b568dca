import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, redirect } from "@tanstack/react-router";
import type { Permission } from "../../../src/contract/people.ts";
import type { Live } from "../api/live.ts";
import { authQuery, overviewQuery } from "../api/queries.ts";
import { NotFoundPage, PageFailed } from "./page-failed.tsx";
import { Root } from "./root.tsx";

export interface RouterContext {
  readonly queries: QueryClient;
  readonly live: Live;
}

/** Where people come in; all other addresses are for those who are. */
const entrances = ["/sign-in", "/setup", "/invitation"];

export const root = createRootRouteWithContext<RouterContext>()({
  component: Root,
  notFoundComponent: NotFoundPage,
  errorComponent: PageFailed,
  async beforeLoad({ context, location }) {
    if (entrances.includes(location.pathname)) return;
    const { me } = await context.queries.ensureQueryData(authQuery());
    if (me === null)
      redirect({ to: "/sign-in", search: location.href === "/" ? {} : { next: location.href }, throw: true });
    void context.queries.prefetchQuery(overviewQuery());
  },
});

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    /** Stands alone, without what is around the other pages. */
    entrance?: boolean;
    /** Who may not do this is told so instead of shown the page. */
    needs?: Permission;
  }
}
