import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { inReadersLanguage } from "../api/readers-language.ts";

interface ServerMessageProps {
  readonly message: string;
  /** It stands by itself, also where the server says it in the middle of a sentence. */
  readonly isSentence?: boolean;
}

/** What the server says of itself, in the reader's language as soon as its words are there. */
export function ServerMessage({ message, isSentence = false }: ServerMessageProps) {
  const { i18n } = useTranslation();
  const { data } = useQuery({
    queryKey: ["message", i18n.language, message],
    queryFn: () => inReadersLanguage(message, i18n.language),
    staleTime: Infinity,
  });
  const text = data ?? message;
  // A name such as `delete_entities` stays as it is.
  return isSentence ? text.replace(/^\p{Ll}+(?= )/u, (word) => word.charAt(0).toUpperCase() + word.slice(1)) : text;
}
