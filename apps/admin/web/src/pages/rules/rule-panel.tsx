import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { policyQuery, type CurrentPolicy } from "../../api/policy.ts";
import { useMay } from "../../app/use-me.ts";
import { SidePanel } from "../../components/side-panel.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { RuleEditor } from "./rule-editor.tsx";
import { RuleFacts } from "./rule-facts.tsx";
import { newRule } from "./rule-values.ts";

const route = getRouteApi("/rules/$id");

export function RulePanel() {
  const { id } = route.useParams();
  return <Panel key={id} id={id} />;
}

export function NewRulePanel() {
  return <Panel id={undefined} />;
}

function Panel({ id }: { id: string | undefined }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = useQuery(policyQuery());
  const close = () => void navigate({ to: "/rules", resetScroll: false });
  return (
    <SidePanel
      title={id === undefined ? t("rules.newRule") : <code>{id}</code>}
      label={id === undefined ? t("rules.newRule") : t("rules.edit", { name: id })}
      onClose={close}
    >
      {query.data !== undefined ? (
        <Opened policy={query.data} id={id} onClose={close} />
      ) : query.isError ? (
        <Failed query={query} />
      ) : (
        <LoadingRows rows={8} height={56} />
      )}
    </SidePanel>
  );
}

/** Stays on the version it was opened with: a change of somebody else is not written over unseen. */
function Opened({ policy, id, onClose }: { policy: CurrentPolicy; id: string | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const { refetch } = useQuery(policyQuery());
  const [seen, setSeen] = useState(policy);
  const rule = id === undefined ? newRule : seen.document.rules.find((one) => one.id === id);
  if (rule === undefined) return <Empty title={t("rules.gone")} help={t("rules.goneHelp")} />;
  if (!may("policy.write")) return <RuleFacts rule={rule} />;
  return (
    <RuleEditor
      key={seen.version}
      policy={seen}
      rule={rule}
      isNew={id === undefined}
      onClose={onClose}
      onLookAgain={() => void refetch().then(({ data }) => data !== undefined && setSeen(data))}
    />
  );
}
