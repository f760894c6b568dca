import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { licences } from "virtual:licences";
import classes from "./about.module.css";

/** The licences of the project and of what the console is built with. */
export function Licences() {
  const { t } = useTranslation();
  return (
    <section className={classes.part}>
      <Title order={2}>{t("about.licences")}</Title>
      <div>{t("about.ownLicence")}</div>
      {licences.length > 0 && <div className={classes.dim}>{t("about.parts")}</div>}
      <ul className={classes.list} translate="no">
        {licences.map(({ name, version, licence }) => (
          <li key={name} className={classes.item}>
            <span>
              {name} {version}
            </span>
            <span className={classes.dim}>{licence}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
