import { Button, Switch } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { lazyRouteComponent, Outlet } from "@tanstack/react-router";
import { type ComponentType, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { LoadMore } from "../../components/load-more.tsx";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { withTexts } from "../../i18n/texts.ts";
import classes from "./activity.module.css";
import { useSetFilter } from "./use-set-filter.ts";

const NoCallsYet = lazyRouteComponent(
  withTexts(["activity", "connect"], () => import("./no-calls-yet.tsx")),
  "NoCallsYet",
);

interface ActivityFrameProps {
  readonly lead: string;
  readonly actions?: ReactNode;
  readonly filters: ComponentType;
  /** Some filter is set. */
  readonly isFiltered: boolean;
  /** Undefined while the list is on its way. */
  readonly count: number | undefined;
  readonly query: Parameters<typeof Failed>[0]["query"] & {
    readonly isError: boolean;
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly isFetchNextPageError: boolean;
    fetchNextPage(): unknown;
  };
  readonly rowHeight: number;
  readonly fresh: { readonly text: string; readonly count: number; show(): void };
  readonly follow: boolean;
  readonly onFollow: (follow: boolean) => void;
  readonly noMatch: string;
  /** Something is open beside the list. */
  readonly isOpen: boolean;
  /** The list. */
  readonly children: ReactNode;
}

/** What stands around a list of what happened: filters, what is new, the states of the list, and the panel beside it. */
export function ActivityFrame(props: ActivityFrameProps) {
  const { t } = useTranslation();
  const { lead, actions, filters: Filters, isFiltered, count, fresh, follow, onFollow, isOpen } = props;
  const hasList = isFiltered || count !== 0;
  return (
    <div className={page.withPanel} data-open={isOpen}>
      <div className={page.page}>
        <PageHead title={t("pages.activity")} lead={lead}>
          <div className={classes.actions}>
            {hasList && (
              <Switch
                label={t("activity.liveTail")}
                checked={follow}
                onChange={(event) => onFollow(event.currentTarget.checked)}
              />
            )}
            {actions}
          </div>
        </PageHead>
        {hasList && <Filters />}
        <div className={classes.newCalls} role="status">
          {fresh.count > 0 && !follow && (
            <Button
              size="compact-sm"
              radius="xl"
              leftSection={<IconArrowUp size={14} aria-hidden />}
              onClick={() => {
                fresh.show();
                scrollTo({ top: 0 });
              }}
            >
              {fresh.text}
            </Button>
          )}
        </div>
        <Body {...props} />
      </div>
      <Outlet />
    </div>
  );
}

function Body({ count, query, rowHeight, isFiltered, noMatch, children }: ActivityFrameProps) {
  const { t } = useTranslation();
  const loading = <LoadingRows rows={14} height={rowHeight} />;
  if (count === undefined) return query.isError ? <Failed query={query} /> : loading;
  if (count === 0)
    return isFiltered ? (
      <NoMatch title={noMatch} />
    ) : (
      <Suspense fallback={loading}>
        <NoCallsYet />
      </Suspense>
    );
  return (
    <>
      {children}
      {!query.hasNextPage ? (
        <div className={classes.end}>{t("activity.end")}</div>
      ) : query.isFetchNextPageError ? (
        <Failed query={query} compact />
      ) : (
        <LoadMore loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
      )}
    </>
  );
}

function NoMatch({ title }: { title: string }) {
  const { t } = useTranslation();
  const set = useSetFilter();
  return (
    <Empty title={title}>
      <Button variant="default" size="xs" onClick={() => set({}, { replaceAll: true })}>
        {t("actions.clear")}
      </Button>
    </Empty>
  );
}
