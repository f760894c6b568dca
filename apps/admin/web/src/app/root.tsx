import { useQuery } from "@tanstack/react-query";
import { Outlet, useMatches, useRouteContext, useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useSyncExternalStore } from "react";
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
  const isGone = data?.me === null;
  const hasNotices = useSyncExternalStore(noticesWanted.subscribe, noticesWanted.get);
  useEffect(() => {
    // The routes send whoever is not signed in to the entrance, and remember where they were.
    if (isGone) void router.invalidate();
  }, [isGone, router]);
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
