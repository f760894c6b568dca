import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { authQuery } from "../../api/queries.ts";
import { entryTrouble } from "./entry-trouble.ts";

interface Entry {
  readonly trouble: string | undefined;
  readonly isBusy: boolean;
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
}

/** Sends a form, and goes on to `next` when it lets somebody in; else says why not. */
export function useEntry(
  send: (field: (name: string) => string) => Promise<Pick<Response, "ok" | "status" | "headers">>,
  next = "/",
): Entry {
  const { t } = useTranslation();
  const router = useRouter();
  const queries = useQueryClient();
  const [trouble, setTrouble] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  async function submit(form: HTMLFormElement): Promise<void> {
    const fields = new FormData(form);
    setBusy(true);
    setTrouble(undefined);
    try {
      const response = await send((name) => {
        const value = fields.get(name);
        return typeof value === "string" ? value : "";
      });
      if (!response.ok) return setTrouble(entryTrouble(t, response));
      await queries.fetchQuery({ ...authQuery(), staleTime: 0 });
      router.history.replace(next);
    } catch {
      setTrouble(t("failed.network"));
    } finally {
      setBusy(false);
    }
  }

  return {
    trouble,
    isBusy,
    onSubmit(event) {
      event.preventDefault();
      void submit(event.currentTarget);
    },
  };
}
