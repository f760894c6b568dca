import { useMutation, useQueryClient, type QueryKey, type UseMutationResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { notify } from "../app/notify.ts";
import { troubleOf } from "./client.ts";

interface VerbOptions<Input, Output> {
  readonly run: (input: Input) => Promise<Output>;
  /** What has to be read anew afterwards, also after a failure: the page may have shown what is no longer so. */
  readonly changes: readonly QueryKey[];
  readonly onDone?: (output: Output, input: Input) => void;
  /** Told where the form shows the failure itself. */
  readonly quiet?: boolean;
}

/** Something a person does: sent once, told about when it fails, and what it changed read anew. */
export function useVerb<Input, Output>({
  run,
  changes,
  onDone,
  quiet = false,
}: VerbOptions<Input, Output>): UseMutationResult<Output, Error, Input> {
  const queries = useQueryClient();
  const { t } = useTranslation();
  return useMutation({
    mutationFn: run,
    onSuccess: (output, input) => onDone?.(output, input),
    onError: (error) => {
      if (!quiet) void notify({ message: troubleOf(error).message ?? t("failed.network"), meaning: "failed" });
    },
    onSettled: () => Promise.all(changes.map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
