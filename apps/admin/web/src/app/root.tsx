import { useQuery } from "@tanstack/react-query";
import { Outlet, useMatches, useRouteContext, useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useSyncExternalStore } from "react";
import { LiveProvider } from "../api/live-context.tsx";
import { authQuery } from "../api/queries.ts";
import { noticesWanted } from "./notify.ts";
import { Shell } from "./shell.tsx";

const Notices = lazy(async () => ({ default: (await import("./notices.tsx")).Notices }));

/** An entrance stands alone; every other page in the shell, with live data, as long as somebody is signed in. */
export function Root() {
  const isEntrance = useMatches({
    select: (matches) => matches.some(({ staticData }) => staticData.entrance === true),
  });
  return isEntrance ? <Outlet /> : <SignedIn />;
}

function SignedIn() {
  const router = useRouter();
  const { live } = useRouteContext({ from: "__root__" });
  const { data } = useQuery(authQuery());
  const me = data?.me;
  const wasIn = useRef(false);
  const hasNotices = useSyncExternalStore(noticesWanted.subscribe, noticesWanted.get);
  useEffect(() => {
    if (me !== null) wasIn.current ||= me !== undefined;
    else if (wasIn.current) leave(router);
    // The routes send whoever is not signed in to the entrance, and remember where they were.
    else void router.invalidate();
  }, [me, router]);
  return (
    <LiveProvider live={live}>
      <Shell />
      {hasNotices && (
        <Suspense fallback={null}>
          <Notices />
        </Suspense>
      )}
    </LiveProvider>
  );
}

/** To the entrance, which says that the session has ended; whoever signs out is on the way there already. */
function leave(router: ReturnType<typeof useRouter>): void {
  const { pathname, href } = router.latestLocation;
  if (pathname === "/sign-in") return;
  const search = { ...(href !== "/" && { next: href }), ended: true };
  // A question could only keep them on a page that can do nothing any more.
  void router.navigate({ to: "/sign-in", search, replace: true, ignoreBlocker: true });
}
