import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { toolsQuery } from "../api/queries.ts";

interface ToolFilterProps {
  readonly tool: string | undefined;
  onChange(tool: string | undefined): void;
}

/** Of one tool, or of any. The catalogue may be large: it is asked for when somebody comes to choose. */
export function ToolFilter({ tool, onChange }: ToolFilterProps) {
  const { t } = useTranslation();
  const [isWanted, setWanted] = useState(false);
  const { data } = useQuery({ ...toolsQuery(), enabled: isWanted });
  const names = useMemo(() => {
    const found = new Set(isWanted ? data?.tools.map(({ name }) => name) : []);
    return [...(tool === undefined ? found : found.add(tool))];
  }, [isWanted, data, tool]);
  return (
    <Select
      aria-label={t("activity.tool")}
      placeholder={t("activity.anyTool")}
      searchable
      clearable
      limit={100}
      value={tool ?? null}
      onFocus={() => setWanted(true)}
      onChange={(value) => onChange(value ?? undefined)}
      data={names}
    />
  );
}
