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

interface EntryOptions {
  /** Where to go from here. */
  readonly next?: string;
  /** The password was right, and is not all that is asked for. */
  readonly onCodeNeeded?: () => void;
  /** Says why it did not open. */
  readonly say?: typeof entryTrouble;
}

/** Sends a form, and goes on to `next` when it lets somebody in; else says why not. */
export function useEntry(
  send: (field: (name: string) => string) => Promise<Pick<Response, "ok" | "status" | "headers">>,
  { next = "/", onCodeNeeded, say = entryTrouble }: EntryOptions = {},
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
      if (!response.ok) return setTrouble(say(t, response));
      if (response.status === 200 && onCodeNeeded !== undefined) return onCodeNeeded();
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
