import { type Document, isMap, isSeq, parseDocument } from 'yaml';

interface ProviderEntry {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** parallax.yml with an entry of `providers` put in the place of the one of the same id, or at the end; the rest as it was. */
export function withProvider(text: string, entry: ProviderEntry): string {
  const document = parseDocument(text);
  const node = document.createNode(entry);
  const at = indexOf(document, entry.id);
  if (at >= 0) document.setIn(['providers', at], node);
  else if (isSeq(document.get('providers'))) document.addIn(['providers'], node);
  else document.set('providers', document.createNode([entry]));
  return document.toString({ lineWidth: 0 });
}

/** The same where there is no such entry. */
export function withoutProvider(text: string, id: string): string {
  const document = parseDocument(text);
  const at = indexOf(document, id);
  if (at < 0) return text;
  document.deleteIn(['providers', at]);
  const left = document.get('providers');
  if (isSeq(left) && left.items.length === 0) document.delete('providers');
  return document.toString({ lineWidth: 0 });
}

function indexOf(document: Document, id: string): number {
  const list = document.get('providers');
  return isSeq(list) ? list.items.findIndex((item) => isMap(item) && item.get('id') === id) : -1;
}
