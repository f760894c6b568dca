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

type Refusal = Pick<Response, "status" | "headers">;

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
  send: (field: (name: string) => string) => Promise<Refusal & Pick<Response, "ok">>,
  { next = "/", onCodeNeeded, say = entryTrouble }: EntryOptions = {},
): Entry {
  const { t } = useTranslation();
  const router = useRouter();
  const queries = useQueryClient();
  // Put into words where it is shown: the language may be changed after it.
  const [failed, setFailed] = useState<Refusal | "network">();
  const [isBusy, setBusy] = useState(false);

  async function submit(form: HTMLFormElement): Promise<void> {
    const fields = new FormData(form);
    setBusy(true);
    setFailed(undefined);
    try {
      const response = await send((name) => {
        const value = fields.get(name);
        return typeof value === "string" ? value : "";
      });
      if (!response.ok) return setFailed(response);
      if (response.status === 200 && onCodeNeeded !== undefined) return onCodeNeeded();
      await queries.fetchQuery({ ...authQuery(), staleTime: 0 });
      router.history.replace(next);
    } catch {
      setFailed("network");
    } finally {
      setBusy(false);
    }
  }

  return {
    trouble: failed && (failed === "network" ? t("failed.network") : say(t, failed)),
    isBusy,
    onSubmit(event) {
      event.preventDefault();
      void submit(event.currentTarget);
    },
  };
}
