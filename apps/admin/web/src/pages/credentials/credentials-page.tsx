import { useTranslation } from "react-i18next";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";

export function CredentialsPage() {
  const { t } = useTranslation();
  return (
    <div className={page.page}>
      <PageHead title={t("credentials.title")} lead={t("credentials.lead")} />
    </div>
  );
}
