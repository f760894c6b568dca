import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { inReadersLanguage } from "../api/readers-language.ts";

/** What the server says of itself, in the reader's language as soon as its words are there. */
export function ServerMessage({ message }: { message: string }) {
  const { i18n } = useTranslation();
  const { data } = useQuery({
    queryKey: ["message", i18n.language, message],
    queryFn: () => inReadersLanguage(message, i18n.language),
    staleTime: Infinity,
  });
  return data ?? message;
}
