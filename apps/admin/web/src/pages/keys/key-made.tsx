import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Key } from "../../../../src/contract/keys.ts";
import { toolsQuery } from "../../api/queries.ts";
import { ConnectSnippets } from "../../components/connect/connect-snippets.tsx";
import { FirstCall } from "../../components/connect/first-call.tsx";
import { harmlessCall } from "../../components/connect/harmless-call.ts";
import { SecretOnce } from "../../components/connect/secret-once.tsx";
import { useFirstCall } from "../../components/connect/use-first-call.ts";
import { Section } from "../../components/section.tsx";
import { keyQuery } from "./keys-queries.ts";

/** A secret that was just made: to copy, to connect with, and whether its client has come. */
export function KeyMade({ of: key, secret, lead }: { of: Key; secret: string; lead?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <>
      {lead !== undefined && <Text>{lead}</Text>}
      <SecretOnce secret={secret} />
      <Section title={t("keys.made.connect")}>
        <ConnectKey of={key} secret={secret} />
      </Section>
      {/* Of a key that was used before, it cannot be told which secret a call came with. */}
      {key.lastUsedAt === undefined && <KeyFirstCall of={key} />}
    </>
  );
}

export function ConnectKey({ of: { grant }, secret }: { of: Key; secret?: string }) {
  const { data } = useQuery(toolsQuery());
  // What is in a confined catalogue is not known here.
  const isConfined = grant.toolsets !== undefined || grant.tools !== undefined;
  return (
    <ConnectSnippets
      keyed
      secret={secret}
      toolsets={grant.toolsets ?? []}
      call={isConfined ? undefined : harmlessCall(data?.tools ?? [])}
    />
  );
}

export function KeyFirstCall({ of: key }: { of: Key }) {
  const call = useFirstCall(`key:${key.id}`);
  const { data = key } = useQuery(keyQuery(key.id));
  return <FirstCall call={call} used={data.lastUsedAt === undefined ? undefined : { from: data.lastUsedFrom }} />;
}
