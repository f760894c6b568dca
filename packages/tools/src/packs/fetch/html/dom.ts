/** The part of the DOM that is used here; the project is compiled without the browser's types. */
export interface DomElement {
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly children: Iterable<DomElement>;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
  hasAttribute(name: string): boolean;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  cloneNode(deep: boolean): DomElement;
  remove(): void;
}

export interface DomDocument extends Pick<DomElement, "querySelector" | "querySelectorAll"> {
  readonly title: string;
  readonly documentElement: DomElement;
  readonly body: DomElement;
}
