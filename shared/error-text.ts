/** What something that was thrown says: a message where it is an error, else itself as text. */
export function errorText(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
