import { MultiSelect, TagsInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, parseResponse } from "../../api/client.ts";
import type { CurrentPolicy } from "../../api/policy.ts";
import { toolsQuery } from "../../api/queries.ts";
import { useMay } from "../../app/use-me.ts";
import type { RuleForm } from "./rule-editor.tsx";

/** Which calls a rule is about, with suggestions from what there is. */
export function MatchFields({ form, policy }: { form: RuleForm; policy: CurrentPolicy }) {
  const { t } = useTranslation();
  const principals = usePrincipals();
  const { data } = useQuery(toolsQuery());
  const tools = data?.tools.map(({ name }) => name) ?? [];
  const toolsets = policy.document.toolsets.map(({ name }) => name);
  const common = { clearable: true, limit: 50, splitChars: [",", " "] };
  return (
    <>
      <TagsInput
        label={t("rules.principals")}
        description={t("rules.principalsHelp")}
        data={principals}
        {...common}
        {...form.getInputProps("principals")}
      />
      <TagsInput
        label={t("rules.tools")}
        description={t("rules.toolsHelp")}
        data={tools}
        {...common}
        {...form.getInputProps("tools")}
      />
      <MultiSelect
        label={t("rules.access")}
        description={t("rules.accessHelp")}
        data={(["read", "write", "destructive"] as const).map((value) => ({ value, label: t(`access.${value}`) }))}
        clearable
        {...form.getInputProps("access")}
      />
      <TagsInput
        label={t("rules.toolsets")}
        description={t("rules.toolsetsHelp")}
        data={toolsets}
        {...common}
        {...form.getInputProps("toolsets")}
      />
    </>
  );
}

function usePrincipals(): string[] {
  const may = useMay();
  const { data } = useQuery({
    queryKey: ["keys", "of-rules"],
    queryFn: ({ signal }) => parseResponse(api.keys.$get({ query: {} }, { init: { signal } })),
    enabled: may("keys.read"),
    staleTime: 60_000,
  });
  return [...(data?.keys.map(({ name }) => `key:${name}`) ?? []), "key:*", "user:*", "oauth:*", "local"];
}
