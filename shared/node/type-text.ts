import type { Type } from './types.ts';

/** `array<line_item>`, `enum[paid, shipped]`: a type as a node's author writes it. */
export function typeText(type: Type): string {
  switch (type.kind) {
    case 'array':
    case 'set':
      return `${type.kind}<${typeText(type.element)}>`;
    case 'map':
      return `map<${typeText(type.key)}, ${typeText(type.value)}>`;
    case 'enum':
      return `enum[${type.values.join(', ')}]`;
    case 'named':
      return type.name;
    default:
      return type.kind;
  }
}
