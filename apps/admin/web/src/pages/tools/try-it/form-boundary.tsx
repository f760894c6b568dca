import { Button, Text } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface FormBoundaryProps {
  readonly onBroken: () => void;
  readonly children: ReactNode;
}

/** Some schemas are beyond the form library; the arguments can be written as JSON all the same. */
export class FormBoundary extends Component<FormBoundaryProps, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    return this.state.isBroken ? <NoForm onJson={this.props.onBroken} /> : this.props.children;
  }
}

function NoForm({ onJson }: { onJson: () => void }) {
  const { t } = useTranslation();
  return (
    <div role="alert">
      <Text>{t("tools.try.noForm")}</Text>
      <Button mt="xs" size="xs" variant="default" onClick={onJson}>
        {t("tools.try.json")}
      </Button>
    </div>
  );
}
