import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { clientNames, clientTitles, type ClientName } from "./client-snippets.ts";
import classes from "./connect.module.css";

/** Buttons where there is room for them, one list where there is not. */
export function ClientChoice({ client, onChange }: { client: ClientName; onChange: (client: ClientName) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <div className={classes.clients} role="radiogroup" aria-label={t("connect.client")}>
        {clientNames.map((name) => (
          <label key={name} className={classes.client} data-chosen={name === client}>
            <input type="radio" name="client" checked={name === client} onChange={() => onChange(name)} />
            {clientTitles[name] ?? t("connect.other")}
          </label>
        ))}
      </div>
      <Select
        className={classes.clientList ?? ""}
        label={t("connect.client")}
        allowDeselect={false}
        value={client}
        onChange={(value) => {
          const chosen = clientNames.find((name) => name === value);
          if (chosen !== undefined) onChange(chosen);
        }}
        data={clientNames.map((value) => ({ value, label: clientTitles[value] ?? t("connect.other") }))}
      />
    </>
  );
}
