import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../app/use-me.ts";
import { SidePanel } from "../../components/side-panel.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { type Bounds, type LimitSubject, toValues } from "./bounds.ts";
import { BoundsForm } from "./bounds-form.tsx";
import { limitedKeysQuery, policyQuery } from "./limits-queries.ts";

const toolRoute = getRouteApi("/limits/tool/$name");
const keyRoute = getRouteApi("/limits/key/$id");

export function DefaultLimitsPanel() {
  const { t } = useTranslation();
  const title = t("limits.everyCaller");
  return (
    <Panel title={title} label={title}>
      <PolicyBounds subject={{ kind: "default" }} boundsOf={(document) => document} />
    </Panel>
  );
}

export function ToolLimitsPanel() {
  const { name } = toolRoute.useParams();
  return (
    <Panel title={<code>{name}</code>} label={name}>
      <PolicyBounds
        key={name}
        subject={{ kind: "tool", name }}
        boundsOf={({ tools }) => (Object.hasOwn(tools, name) ? (tools[name] ?? {}) : {})}
      />
    </Panel>
  );
}

export function KeyLimitsPanel() {
  const { t } = useTranslation();
  const may = useMay();
  const { id } = keyRoute.useParams();
  const query = useQuery({ ...limitedKeysQuery(), enabled: may("keys.read") });
  const key = query.data?.find((one) => one.id === id);
  const name = key?.name ?? t("limits.key");
  return (
    <Panel title={<bdi>{name}</bdi>} label={name}>
      {key !== undefined ? (
        <BoundsForm
          key={id}
          subject={{ kind: "key", id, name }}
          initial={toValues(key)}
          version={0}
          mayChange={may("keys.write")}
          onLook={async () => {
            const keys = (await query.refetch()).data;
            return { values: toValues(keys?.find((one) => one.id === id) ?? {}), version: 0 };
          }}
        />
      ) : query.isError ? (
        <Failed query={query} />
      ) : query.isPending && may("keys.read") ? (
        <LoadingRows rows={6} height={56} />
      ) : (
        <Empty title={t("limits.keyGone")} help={t("limits.keyGoneHelp")} />
      )}
    </Panel>
  );
}

type Document = Bounds & { readonly tools: Readonly<Record<string, Bounds>> };

function PolicyBounds({ subject, boundsOf }: { subject: LimitSubject; boundsOf: (document: Document) => Bounds }) {
  const may = useMay();
  const query = useQuery(policyQuery());
  if (query.data === undefined) return query.isError ? <Failed query={query} /> : <LoadingRows rows={6} height={56} />;
  return (
    <BoundsForm
      subject={subject}
      initial={toValues(boundsOf(query.data.document))}
      version={query.data.version}
      mayChange={may("policy.write")}
      onLook={async () => {
        const { data } = await query.refetch({ throwOnError: true });
        return { values: toValues(data === undefined ? {} : boundsOf(data.document)), version: data?.version ?? 0 };
      }}
    />
  );
}

function Panel({ title, label, children }: { title: ReactNode; label: string; children: ReactNode }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <SidePanel title={title} label={label} onClose={() => void navigate({ to: "/limits", resetScroll: false })}>
      <Text c="dimmed">{t("limits.panelLead")}</Text>
      {children}
    </SidePanel>
  );
}
