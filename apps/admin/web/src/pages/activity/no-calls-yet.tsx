import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { toolsQuery } from "../../api/queries.ts";
import { ConnectSnippets } from "../../components/connect/connect-snippets.tsx";
import { FirstCall } from "../../components/connect/first-call.tsx";
import { harmlessCall } from "../../components/connect/harmless-call.ts";
import { Empty } from "../../components/states.tsx";

/** Nothing has been called yet: how to change that. */
export function NoCallsYet() {
  const { t } = useTranslation();
  const { data } = useQuery(toolsQuery());
  return (
    <Empty title={t("activity.empty")} help={t("activity.emptyHelp")}>
      <ConnectSnippets call={harmlessCall(data?.tools ?? [])} />
      <FirstCall call={undefined} />
    </Empty>
  );
}
