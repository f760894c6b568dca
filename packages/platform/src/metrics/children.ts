const OVERFLOW = "other";

/**
 * Finds what belongs to a label value, making it at first sight. Label values come from outside:
 * beyond `max` of them the rest share `other`.
 */
export function createChildren<Child>(max: number, create: (label: string) => Child): (label: string) => Child {
  const children = new Map<string, Child>();
  return (label) => {
    const known = children.get(label);
    if (known !== undefined) return known;
    const name = children.size < max ? label : OVERFLOW;
    const child = children.get(name) ?? create(name);
    children.set(name, child);
    return child;
  };
}
