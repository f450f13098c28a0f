/**
 * The database process. SQLite cannot be interrupted from the thread that runs it, and a statement may go on for ever:
 * here it can be ended without the application.
 */
import { renameSync, rmSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import { errorText } from '../../../shared/error-text.ts';
import { keepCompiled } from '../../runtimes/host/compile-cache.ts';
import { endWithHost } from '../../runtimes/host/guard.ts';
import { DatabaseConnection } from './connection.ts';
import type { CommandMessage, DatabaseCommand, DatabaseReplies, ReplyMessage } from './messages.ts';

const connections = new Map<number, DatabaseConnection>();

function connection(number: number): DatabaseConnection {
  const found = connections.get(number);
  if (found === undefined) throw new Error(`no connection ${number}`);
  return found;
}

function execute(command: DatabaseCommand): DatabaseReplies[keyof DatabaseReplies] {
  switch (command.do) {
    case 'open':
      connections.set(command.connection, new DatabaseConnection(command.source));
      return null;
    case 'analyse':
      return connection(command.connection).analyse(command.sql, command.parameters);
    case 'perform':
      return connection(command.connection).perform(
        command.sql,
        command.parameters,
        command.rows,
        command.allowed,
      );
    case 'image':
      return connection(command.connection).image();
    case 'build':
      return build(command.file, command.scripts);
    case 'close':
      connections.get(command.connection)?.close();
      connections.delete(command.connection);
      return null;
  }
}

function build(
  file: string,
  scripts: readonly { readonly name: string; readonly sql: string }[],
): string | null {
  const temporary = `${file}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  const db = new SqliteDatabase(temporary);
  let current = '';
  try {
    for (const { name, sql } of scripts) {
      current = name;
      db.exec(sql);
    }
  } catch (error) {
    db.close();
    rmSync(temporary, { force: true });
    return `${current}: ${errorText(error)}`;
  }
  db.close();
  for (const rest of [`${file}-wal`, `${file}-shm`, `${file}-journal`]) rmSync(rest, { force: true });
  renameSync(temporary, file);
  return null;
}

function reply(message: ReplyMessage): void {
  process.send?.(message);
}

process.on('message', ({ id, command }: CommandMessage) => {
  try {
    reply({ id, ok: true, reply: execute(command) });
  } catch (error) {
    reply({ id, ok: false, message: errorText(error) });
  }
});
// Without the broker there is nobody to work for; a statement that goes on for ever does not see it leave.
process.on('disconnect', () => process.exit());
void endWithHost().then(keepCompiled);
