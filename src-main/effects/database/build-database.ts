import { errorText } from '../../../shared/error-text.ts';
import { DatabaseProcess } from './process.ts';
import { readSql } from './tokens.ts';

const BUILD_MS = 60_000;
/** What would reach files other than the database's own. */
const REFUSED: ReadonlySet<string> = new Set(['ATTACH', 'DETACH', 'VACUUM', 'LOAD_EXTENSION']);

/** Makes a database file from SQL scripts, whole or not at all. Returns why it could not, or null. */
export async function buildDatabase(
  file: string,
  scripts: readonly { readonly name: string; readonly sql: string }[],
): Promise<string | null> {
  for (const { name, sql } of scripts) {
    const word = readSql(sql).words.find((candidate) => REFUSED.has(candidate));
    if (word !== undefined) return `${name}: ${word} is not allowed in a seed`;
  }
  const process = new DatabaseProcess();
  try {
    return await process.ask({ do: 'build', file, scripts }, BUILD_MS);
  } catch (error) {
    return errorText(error);
  } finally {
    process.kill();
  }
}
