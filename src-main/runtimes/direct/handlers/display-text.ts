import type { Runtime } from 'node:inspector';

const CHARS = 200;

/** A JavaScript value as the inspector describes it, short enough for a table of variables. */
export function displayText(value: Runtime.RemoteObject): string {
  const text = fullText(value);
  return text.length > CHARS ? `${text.slice(0, CHARS - 1)}…` : text;
}

function fullText(value: Runtime.RemoteObject): string {
  if (value.type === 'string') return JSON.stringify(value.value);
  if (value.type === 'undefined') return 'undefined';
  if (value.subtype === 'null') return 'null';
  if (value.preview !== undefined) return previewText(value.preview);
  return value.description ?? String(value.value);
}

function previewText(preview: Runtime.ObjectPreview): string {
  const { entries, properties, subtype, description = '' } = preview;
  const rest = preview.overflow ? ', …' : '';
  if (entries !== undefined) {
    const inner = entries.map(({ key, value }) =>
      key === undefined ? previewText(value) : `${previewText(key)}: ${previewText(value)}`,
    );
    return `${description} {${inner.join(', ')}${rest}}`;
  }
  if (preview.type === 'string') return JSON.stringify(description);
  if (preview.type !== 'object' || subtype === 'null') return description;
  const inner = properties.map(({ name, type, value }) => {
    const text = type === 'string' ? JSON.stringify(value) : (value ?? type);
    return subtype === 'array' ? text : `${name}: ${text}`;
  });
  const name = subtype === 'array' || description === 'Object' ? '' : `${description} `;
  return subtype === 'array' ? `[${inner.join(', ')}${rest}]` : `${name}{${inner.join(', ')}${rest}}`;
}
