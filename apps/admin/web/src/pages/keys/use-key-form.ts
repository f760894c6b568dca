import { useForm, type UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { problemsOf, type KeyFormValues } from "./key-form-values.ts";

export type KeyForm = UseFormReturnType<KeyFormValues>;

/** The form of a key, with what is wrong in the reader's language. */
export function useKeyForm(initialValues: KeyFormValues): KeyForm {
  const { t } = useTranslation();
  return useForm<KeyFormValues>({
    initialValues,
    validate: (values) =>
      Object.fromEntries(
        Object.entries(problemsOf(values, Date.now())).map(([field, problem]) => [field, t(`keys.problem.${problem}`)]),
      ),
  });
}
