import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { policyQuery, type CurrentPolicy } from "../../api/policy.ts";
import { SidePanel } from "../../components/side-panel.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { newToolset } from "./toolset-values.ts";
import { ToolsetEditor } from "./toolset-editor.tsx";

const route = getRouteApi("/toolsets/$name/edit");

export function NewToolsetPanel() {
  return <Panel name={undefined} />;
}

export function EditToolsetPanel() {
  const { name } = route.useParams();
  return <Panel key={name} name={name} />;
}

function Panel({ name }: { name: string | undefined }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = useQuery(policyQuery());
  const title = name === undefined ? t("toolsets.newToolset") : t("toolsets.editTitle", { name });
  const goTo = (shown: string | undefined) =>
    void (shown === undefined
      ? navigate({ to: "/toolsets", resetScroll: false })
      : navigate({ to: "/toolsets/$name", params: { name: shown }, resetScroll: false }));
  return (
    <SidePanel title={title} label={title} onClose={() => goTo(name)}>
      {query.data !== undefined ? (
        <Opened policy={query.data} name={name} onSaved={goTo} />
      ) : query.isError ? (
        <Failed query={query} />
      ) : (
        <LoadingRows rows={8} height={56} />
      )}
    </SidePanel>
  );
}

interface OpenedProps {
  readonly policy: CurrentPolicy;
  readonly name: string | undefined;
  readonly onSaved: (name: string) => void;
}

/** Stays on the version it was opened with: a change of somebody else is not written over unseen. */
function Opened({ policy, name, onSaved }: OpenedProps) {
  const { t } = useTranslation();
  const { refetch } = useQuery(policyQuery());
  const [seen, setSeen] = useState(policy);
  const toolset = name === undefined ? newToolset : seen.document.toolsets.find((one) => one.name === name);
  if (toolset === undefined) return <Empty title={t("toolsets.gone")} help={t("toolsets.goneHelp")} />;
  return (
    <ToolsetEditor
      key={seen.version}
      policy={seen}
      toolset={toolset}
      isNew={name === undefined}
      onSaved={onSaved}
      onLookAgain={() => void refetch().then(({ data }) => data !== undefined && setSeen(data))}
    />
  );
}
